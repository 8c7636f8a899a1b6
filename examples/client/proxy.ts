import { createServer, request, type ServerResponse } from 'node:http'

/** What the proxy does to a request. */
export const faults = ['drop the request', 'drop the response', 'truncate the response', 'answer HTML', 'delay the response', 'nothing'] as const

/** A proxy in front of `target` that does to each request the next of the faults. */
export function createFlakyProxy (target: string) {
  let count = 0
  return createServer((incoming, outgoing) => {
    const fault = faults[count++ % faults.length] as typeof faults[number]
    if (fault === 'drop the request') return incoming.socket.destroy()
    const { method, url, headers } = incoming
    incoming.pipe(request(target + url, { method, headers }, async response => {
      const body = Buffer.concat(await response.toArray())
      answer(fault, outgoing, () => outgoing.writeHead(response.statusCode ?? 502, response.headers), body)
    }))
  })
}

function answer (fault: typeof faults[number], outgoing: ServerResponse, writeHead: () => void, body: Buffer) {
  if (fault === 'drop the response') return outgoing.socket?.destroy()
  if (fault === 'answer HTML') return outgoing.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
  writeHead()
  if (fault === 'truncate the response') return outgoing.write(body.subarray(0, 5), () => outgoing.socket?.destroy())
  setTimeout(() => outgoing.end(body), fault === 'delay the response' ? 100 : 0)
}
