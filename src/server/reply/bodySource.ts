import type { FastifyReply } from 'fastify'

const kFromObject = Symbol('fastify-error-catalog.fromObject')

type Marked = FastifyReply & { [kFromObject]?: true }

/** Replies whose body is a stored failure: it has its envelope already. */
const replayedFailures = new WeakSet<FastifyReply>()

/** Note that the body of a reply was made from an object: only such bodies are wrapped. */
export function markFromObject (reply: FastifyReply) {
  (reply as Marked)[kFromObject] = true
}

/** Whether the body of a reply was made from an object, so that it may be wrapped. */
export function isFromObject (reply: FastifyReply): boolean {
  return (reply as Marked)[kFromObject] === true
}

/** Note that a stored reply is sent again as text, and what it was made from: it is wrapped, or not, as the first time. */
export function markReplayed (reply: FastifyReply, source: 'object' | 'failure' | 'other') {
  if (source === 'failure') replayedFailures.add(reply)
  if (source === 'object') markFromObject(reply)
}

export function isReplayedFailure (reply: FastifyReply): boolean {
  return replayedFailures.has(reply)
}
