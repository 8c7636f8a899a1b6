import { connect, type Socket } from 'node:net'

/** A parsed response. */
export interface Reply {
  readonly status: number
  /** The lines of the head after the first, unparsed. */
  readonly lines: readonly string[]
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** The whole response, one character for each byte. */
  readonly bytes: string
}

interface Waiting {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

/** A connection with pipelined requests. */
export class Pipe {
  readonly #socket: Socket
  readonly #waiting: Waiting[] = []
  #rest = ''

  constructor (port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => this.#read(chunk))
    this.#socket.on('error', error => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed without an answer')))
  }

  ask (request: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#socket.write(request, 'latin1')
    })
  }

  cork () {
    this.#socket.cork()
  }

  uncork () {
    this.#socket.uncork()
  }

  /** Bytes that arrived without a request. */
  get surplus (): string {
    return this.#rest
  }

  get closed (): boolean {
    return this.#socket.destroyed
  }

  destroy () {
    this.#socket.destroy()
  }

  #read (chunk: string) {
    this.#rest += chunk
    while (this.#waiting.length > 0) {
      const reply = this.#take()
      if (reply === undefined) return
      this.#waiting.shift()?.resolve(reply)
    }
  }

  #take (): Reply | undefined {
    try {
      const reply = parseReply(this.#rest)
      this.#rest = this.#rest.slice(reply?.bytes.length ?? 0)
      return reply
    } catch (error) {
      this.#fail(error as Error)
      return undefined
    }
  }

  #fail (error: Error) {
    this.#socket.destroy()
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/** The first response in a text with one character for each byte, if it is complete. */
export function parseReply (text: string): Reply | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase()
    headers.set(name, headers.has(name) ? `${headers.get(name)}, twice` : line.slice(name.length + 2))
  }
  const length = headers.get('content-length') ?? ''
  if (!/^HTTP\/1\.1 \d{3} /.test(first) || !/^\d+$/.test(length)) throw new Error(`not the head of one response: ${JSON.stringify(text.slice(0, end))}`)
  const stop = end + 4 + Number(length)
  if (text.length < stop) return undefined
  const bytes = text.slice(0, stop)
  return { status: Number(first.slice(9, 12)), lines, headers, bytes, body: Buffer.from(bytes.slice(end + 4), 'latin1').toString('utf8') }
}
