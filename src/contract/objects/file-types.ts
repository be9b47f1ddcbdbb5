/**
 * The types of files that are taken, by extension; the first is what an extension stands for by itself.
 * Notion: guides/data-apis/working-with-files-and-media; `application/mp4` for `.mp4` is recorded.
 */
const typesByExtension: Readonly<Record<string, readonly string[]>> = {
  aac: ['audio/aac'],
  adts: ['audio/aac'],
  mid: ['audio/midi'],
  midi: ['audio/midi'],
  mp3: ['audio/mpeg'],
  mpga: ['audio/mpeg'],
  m4a: ['audio/mp4'],
  m4b: ['audio/mp4'],
  oga: ['audio/ogg'],
  ogg: ['audio/ogg', 'video/ogg'],
  opus: ['audio/ogg'],
  wav: ['audio/wav'],
  wma: ['audio/x-ms-wma'],
  weba: ['audio/webm'],
  flac: ['audio/x-flac'],

  pdf: ['application/pdf'],
  txt: ['text/plain'],
  csv: ['text/csv'],
  json: ['application/json'],
  doc: ['application/msword'],
  dot: ['application/msword'],
  docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  dotx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.template'],
  xls: ['application/vnd.ms-excel'],
  xlt: ['application/vnd.ms-excel'],
  xla: ['application/vnd.ms-excel'],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  xltx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.template'],
  ppt: ['application/vnd.ms-powerpoint'],
  pot: ['application/vnd.ms-powerpoint'],
  pps: ['application/vnd.ms-powerpoint'],
  ppa: ['application/vnd.ms-powerpoint'],
  pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  potx: ['application/vnd.openxmlformats-officedocument.presentationml.template'],
  rtf: ['application/rtf'],
  md: ['text/markdown'],
  markdown: ['text/markdown'],
  html: ['text/html'],
  htm: ['text/html'],
  epub: ['application/epub+zip'],
  xml: ['application/xml', 'text/xml'],
  css: ['text/css'],
  odt: ['application/vnd.oasis.opendocument.text'],
  ods: ['application/vnd.oasis.opendocument.spreadsheet'],
  odp: ['application/vnd.oasis.opendocument.presentation'],
  ics: ['text/calendar'],
  yaml: ['text/yaml', 'application/yaml'],
  yml: ['text/yaml', 'application/yaml'],
  tsv: ['text/tab-separated-values'],
  zip: ['application/zip'],
  gz: ['application/gzip'],
  gzip: ['application/gzip'],
  tar: ['application/x-tar'],
  '7z': ['application/x-7z-compressed'],
  bz2: ['application/x-bzip2'],
  rar: ['application/vnd.rar'],

  gif: ['image/gif'],
  heic: ['image/heic'],
  jpg: ['image/jpeg'],
  jpeg: ['image/jpeg'],
  png: ['image/png'],
  svg: ['image/svg+xml'],
  tif: ['image/tiff'],
  tiff: ['image/tiff'],
  webp: ['image/webp'],
  ico: ['image/vnd.microsoft.icon', 'image/x-icon'],
  bmp: ['image/bmp'],
  avif: ['image/avif'],
  apng: ['image/apng'],

  amv: ['video/x-amv'],
  asf: ['video/x-ms-asf'],
  wmv: ['video/x-ms-asf', 'video/x-ms-wmv'],
  avi: ['video/x-msvideo'],
  f4v: ['video/x-f4v'],
  flv: ['video/x-flv'],
  gifv: ['video/mp4'],
  m4v: ['video/mp4', 'video/x-m4v'],
  mp4: ['application/mp4', 'video/mp4', 'audio/mp4'],
  mkv: ['video/webm', 'video/x-matroska'],
  webm: ['video/webm', 'audio/webm'],
  mov: ['video/quicktime'],
  qt: ['video/quicktime'],
  mpeg: ['video/mpeg'],
  ogv: ['video/ogg'],
  '3gp': ['video/3gpp'],
  '3g2': ['video/3gpp2'],
}

const extensionsByType = new Map<string, string>()
for (const [extension, types] of Object.entries(typesByExtension)) {
  for (const type of types) {
    if (!extensionsByType.has(type)) extensionsByType.set(type, extension)
  }
}

/** The end of a file name behind its last dot, in lower case; undefined: it has none. */
const extensionOf = (filename: string): string | undefined =>
  /[^.]\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase()

/** The types that a file of this name may be of; undefined: its extension is none of those taken, or missing. */
export const typesOfName = (filename: string): readonly string[] | undefined => {
  const extension = extensionOf(filename) ?? ''
  return Object.hasOwn(typesByExtension, extension) ? typesByExtension[extension] : undefined
}

/** The extension that a type gives a name without one; undefined: the type is not taken. */
export const extensionFor = (contentType: string): string | undefined =>
  extensionsByType.get(contentType)

/** A media type without its parameters, in lower case. */
export const bareType = (contentType: string): string =>
  contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
