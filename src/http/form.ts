import { Readable } from 'node:stream'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import type { FastifyRequest } from 'fastify'
import type { IncomingForm } from '../contract/endpoint.js'
import { ApiError } from '../contract/errors.js'

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

/** Fields beside the file, and their length: numbers and the like. */
const LIMITS = { fields: 10, fieldNameSize: 100, fieldSize: 1000, files: 1, headerPairs: 20 }

/** The form of a request, read when its operation asks for it. */
export const formOf = ({ headers, body }: FastifyRequest): IncomingForm => ({
  async receive(take) {
    const parser = body instanceof Readable ? parserFor(headers['content-type']) : undefined
    if (!parser) throw invalid('Content-Type should be `multipart/form-data` with a boundary.')
    const form = body as Readable
    const fields = new Map<string, string>()
    let taken: ReturnType<typeof take> | undefined
    let isCut = false
    const read = new Promise<void>((resolve, reject) => {
      const end = (fault?: unknown) => {
        if (fault) reject(fault)
        else resolve()
      }
      parser.on('field', (name, value) => fields.set(name, value))
      parser.on('file', (name, stream, filename, _encoding, contentType) => {
        stream.on('error', (fault) => {
          isCut = true
          stream.destroy()
          end(fault)
        })
        form.on('close', () => {
          if (!form.readableEnded) stream.destroy()
        })
        if (name !== 'file') return stream.resume()
        // Whoever stops taking does not stop the reading: the sender hears the answer only at the end.
        const bytes = stream.iterator({ destroyOnReturn: false })
        taken = take({ filename, contentType, bytes })
        taken.catch(() => stream.resume())
        return stream
      })
      parser.on('finish', () => end())
      parser.on('error', end)
      form.on('error', end)
      form.on('close', () => end(form.readableEnded ? undefined : new Error('cut off')))
      form.pipe(parser)
    })
    const isWhole = await read.then(
      () => true,
      () => false,
    )
    // A file that breaks off may end the form before it ends the file.
    await taken?.catch(() => {})
    if (isCut || !isWhole) throw invalid('The form could not be read to its end.')
    if (!taken) {
      throw invalid('body failed validation: body.file should be defined, instead was `undefined`.')
    }
    return { taken: await taken, fields }
  },
})

const parserFor = (contentType: string | undefined): BusboyInstance | undefined => {
  try {
    return new Busboy({
      headers: { 'content-type': contentType } as BusboyHeaders,
      limits: LIMITS,
      isPartAFile: (name) => name === 'file',
    })
  } catch {
    return undefined
  }
}
