import { Duplex } from 'node:stream'

/** The other end of a connection: the server reads pushed bytes, and each response goes to the promise that waits for it. */
class Line extends Duplex {
  #answered = () => {}

  /**
   * Send a request in a separate macrotask, as a socket does: inside one drain of microtasks a throw before an await looks cheaper.
   *
   * @returns the bytes that the server writes next, up to the end of a turn of the event loop.
   */
  ask (request) {
    return new Promise(resolve => {
      this.#answered = resolve
      setImmediate(() => this.push(request))
    })
  }

  _read () {}

  _write (chunk, encoding, done) {
    done()
    this.#answered(chunk)
  }

  _writev (chunks, done) {
    done()
    this.#answered(Buffer.concat(chunks.map(({ chunk }) => chunk)))
  }

  setTimeout () { return this }
  setNoDelay () { return this }
  setKeepAlive () { return this }
  ref () { return this }
  unref () { return this }
}

/** A connection to a Node server without the operating system: Node's parser and writer run, its sockets do not. */
export function connectTo (server) {
  const line = new Line()
  line.remoteAddress = '127.0.0.1'
  server.emit('connection', line)
  return line
}
