import { isUtf8 } from 'node:buffer'

/** The text of a file, or a sentence that says why it cannot be read. */
export type Decoded = { readonly text: string } | { readonly fault: string }

/** The largest catalog file: ten thousand codes with all their members take 3 MB. */
export const maxBytes = 10_000_000

/** Decode a file that must be UTF-8. An error names the encoding that the file seems to have. */
export function decodeText (bytes: Buffer): Decoded {
  if (bytes.length > maxBytes) {
    return { fault: `the file must have at most ${maxBytes / 1e6} MB: split the catalog, or check that this is one` }
  }
  const encoding = markedEncoding(bytes) ?? unmarkedEncoding(bytes)
  if (encoding !== undefined) return { fault: `the file must be encoded in UTF-8, got what looks like ${encoding}: save it as UTF-8` }
  if (isUtf8(bytes)) return { text: bytes.toString() }
  return {
    fault: `the file must be encoded in UTF-8, got what looks like ${oneByteEncoding(bytes)} (${firstInvalid(bytes)}): save it as UTF-8`
  }
}

/** Byte order marks (Unicode 16.0, section 23.8); longer ones first, because they begin like the shorter ones. */
const marks = [['UTF-32 LE', 'fffe0000'], ['UTF-32 BE', '0000feff'], ['UTF-16 LE', 'fffe'], ['UTF-16 BE', 'feff']] as const

function markedEncoding (bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 4).toString('hex')
  return marks.find(([, mark]) => start.startsWith(mark))?.[0]
}

/** In ASCII text as UTF-16 every second byte is zero, which never happens in UTF-8. */
function unmarkedEncoding (bytes: Buffer): string | undefined {
  const sample = bytes.subarray(0, 4096)
  const zeros = [0, 0]
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) (zeros[at % 2] as number)++
  const [even, odd] = zeros as [number, number]
  if (even + odd <= sample.length / 8) return undefined
  if (odd > 4 * even) return 'UTF-16 LE'
  return even > 4 * odd ? 'UTF-16 BE' : 'binary data'
}

/** The position of the first byte that is not UTF-8. */
function firstInvalid (bytes: Buffer): string {
  let [line, start, end] = [1, 0, bytes.indexOf('\n') + 1]
  while (end > 0 && isUtf8(bytes.subarray(start, end))) [line, start, end] = [line + 1, end, bytes.indexOf('\n', end) + 1]
  const [valid] = bytes.toString('utf8', start).split('\uFFFD', 1) as [string]
  return `byte 0x${(bytes[start + Buffer.byteLength(valid)] as number).toString(16).toUpperCase()} in line ${line}`
}

/** Text has no control characters except tabs and line ends. */
function oneByteEncoding (bytes: Buffer): string {
  const isControl = (byte: number) => byte < 0x20 && byte !== 0x09 && byte !== 0x0A && byte !== 0x0D
  return bytes.subarray(0, 4096).some(isControl) ? 'binary data' : 'Windows-1252'
}
