/** The request id that every request carries. */
export const id = '0197f1c2-6b1f-7d6c-9c57-2f6a1b7d9e01'

/** A request as an HTTP client writes it on a keep-alive connection. */
export function request (method, path, body, headers = '') {
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}\r\n${headers}` +
    (body === undefined ? '\r\n' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`))
}
