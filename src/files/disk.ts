import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isUuid } from '../lib/uuid.js'
import type { ObjectStore } from '../ports/objects.js'

/** Files below a directory, each written aside and then put in its place, so that no half file is ever read. */
export const openDisk = (directory: string): ObjectStore => {
  const asideOf = (key: string): string => join(directory, 'unfinished', checked(key))
  // The end of a key is random, its beginning the time.
  const folderOf = (key: string): string => join(directory, checked(key).slice(-2))
  const placeOf = (key: string): string => join(folderOf(key), key)

  return {
    async put(key, bytes) {
      const aside = asideOf(key)
      await mkdir(join(directory, 'unfinished'), { recursive: true, mode: 0o700 })
      const file = await open(aside, 'wx', 0o600)
      try {
        try {
          for await (const chunk of bytes) await file.writeFile(chunk)
          await file.sync()
        } finally {
          await file.close()
        }
        await mkdir(folderOf(key), { recursive: true, mode: 0o700 })
        await rename(aside, placeOf(key))
      } catch (fault) {
        await rm(aside, { force: true })
        throw fault
      }
      await syncDirectory(folderOf(key))
    },

    async read(key, first, last) {
      const file = await open(placeOf(key), 'r')
      return file.createReadStream({ start: first, end: last })
    },

    async remove(key) {
      await rm(placeOf(key), { force: true })
      await rm(asideOf(key), { force: true })
    },
  }
}

/** No key comes from a client; should one ever, it is no path. */
const checked = (key: string): string => {
  if (isUuid(key)) return key
  throw new Error('The key of an object is a UUID.')
}

/** A new name is durable once its directory is. */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
