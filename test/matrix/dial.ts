import { once } from 'node:events'
import { connect } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** One response as received. */
export interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** How the response marks the end of its body. */
  readonly framing: 'length' | 'chunked' | 'close' | 'none'
  /** The body without chunks and content coding. */
  readonly text: string
}

export interface Line {
  readonly write: (bytes: string | Buffer, isLast?: boolean) => void
  /** The next response; `isHead` where it answers a HEAD, which has no body whatever its headers say. */
  readonly next: (isHead?: boolean) => Promise<Heard>
  /** What stands after the responses that were taken, once the server has closed the connection. */
  readonly rest: () => Promise<string>
  /** Wait for bytes that end so. */
  readonly until: (end: string) => Promise<void>
  /** Every byte received so far. */
  readonly all: () => string
  readonly hangUp: () => void
}

const coded: Readonly<Record<string, (body: Buffer) => Buffer>> = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

/** A connection to a server on this machine, kept alive; its requests are written as bytes. */
export function dial (port: number): Line {
  const socket = connect(port, '127.0.0.1')
  let bytes = Buffer.alloc(0)
  let at = 0
  let isOver = false
  let isSilent = false
  let wake = () => {}
  socket.on('data', chunk => { bytes = Buffer.concat([bytes, chunk]); wake() })
  socket.on('close', () => { isOver = true; wake() })
  // A reset is an end too; what came before it is judged.
  socket.on('error', () => {})
  // Only a server that neither answers nor closes meets this bound, and its row fails.
  socket.setTimeout(8_000, () => { isSilent = true; socket.destroy() })
  const change = async () => await new Promise<void>(resolve => { wake = resolve })
  return {
    write (given, isLast = false) {
      const sent = typeof given === 'string' ? Buffer.from(given, 'latin1') : given
      if (isLast) socket.end(sent)
      else socket.write(sent)
    },
    async next (isHead = false) {
      for (;;) {
        const found = parse(bytes.subarray(at), isHead, isOver)
        if (found !== undefined) {
          at += found.length
          if (found.heard.status >= 200) return found.heard
        } else if (isOver) {
          throw new Error(`the connection ${isSilent ? 'fell silent' : 'ended'} amid a response: ${JSON.stringify(bytes.subarray(at).toString('latin1').slice(0, 300))}`)
        } else {
          await change()
        }
      }
    },
    async rest () {
      if (!isOver) await once(socket, 'close').catch(() => {})
      if (isSilent) throw new Error('the connection was not closed')
      return bytes.subarray(at).toString('latin1')
    },
    async until (end) {
      for (;;) {
        if (bytes.toString('latin1').endsWith(end)) return
        await change()
      }
    },
    all: () => bytes.toString('latin1'),
    hangUp: () => { socket.destroy() }
  }
}

/** The first response of what was received, and its length; undefined where it is not all there yet. */
function parse (bytes: Buffer, isHead: boolean, isOver: boolean): { heard: Heard, length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1])
  if (Number.isNaN(status)) throw new Error(`not the beginning of a response: ${JSON.stringify(first)}`)
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:\s]+): ?(.*)$/.exec(line) ?? []
    const key = name.toLowerCase()
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
  }
  const from = end + 4
  const body = isHead || status < 200 || status === 204 || status === 304
    ? { framing: 'none' as const, content: Buffer.alloc(0), length: 0 }
    : bodyOf(bytes.subarray(from), headers, isOver)
  if (body === undefined) return undefined
  const { framing, content, length } = body
  const text = (coded[headers['content-encoding'] ?? '']?.(content) ?? content).toString()
  return { heard: { status, headers, framing, text: framing === 'none' ? '' : text }, length: from + length }
}

function bodyOf (bytes: Buffer, headers: Readonly<Record<string, string>>, isOver: boolean) {
  if (headers['transfer-encoding'] !== undefined) {
    const chunks = unchunk(bytes)
    return chunks && { framing: 'chunked' as const, ...chunks }
  }
  if (headers['content-length'] === undefined) {
    return isOver ? { framing: 'close' as const, content: bytes, length: bytes.length } : undefined
  }
  const length = Number(headers['content-length'])
  return bytes.length < length ? undefined : { framing: 'length' as const, content: bytes.subarray(0, length), length }
}

function unchunk (bytes: Buffer): { content: Buffer, length: number } | undefined {
  const parts: Buffer[] = []
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line === -1) return undefined
    const size = parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    const from = line + 2
    if (bytes.length < from + size + 2) return undefined
    if (size === 0) return { content: Buffer.concat(parts), length: from + 2 }
    parts.push(bytes.subarray(from, from + size))
    at = from + size + 2
  }
}
