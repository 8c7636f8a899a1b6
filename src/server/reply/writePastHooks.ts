import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Answer } from './answer.ts'
import { isSendable } from './headers.ts'

/** Write a failure to the response of a reply without its hooks. A payload that is still on its way is dropped. */
export function writePastHooks (reply: FastifyReply, { failure: { status }, body }: Answer) {
  const { raw } = reply
  const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([name, value]) => isSendable(reply, name, value)))
  raw.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  raw.end(body)
  // A hook that calls its callback only now would make Node throw outside of any handler, which ends the process.
  Object.assign(raw, { writeHead: ignore, write: ignoreChunk, end: ignore })
}

function ignore (this: ServerResponse) {
  return this
}

/** The chunk counts as written, so that a stream continues to its end. */
function ignoreChunk () {
  return true
}
