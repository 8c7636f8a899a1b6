import type { FastifyReply } from 'fastify'
import type { Failure } from '../../failure/failure.ts'
import type { Scope } from '../scope/scope.ts'

/** The failure that a reply sends, with everything needed to write it. */
export interface Answer {
  readonly failure: Failure
  readonly scope: Scope
  readonly contentType: string
  readonly body: string
  /** Headers that came with the failure. */
  readonly headers: unknown
  /** Whether the onSend run of the failure has passed the plugin's hook: a later run belongs to another payload. */
  hasPassed: boolean
  /** Whether observers are being notified: what they send is dropped. */
  isReporting: boolean
  /** The headers that were last set by `reply.headers` after the failure. */
  laterHeaders: unknown
}

/** The onSend hooks have begun for a reply that is not a failure. */
const sending = 'sending'

const kState = Symbol('fastify-error-catalog.reply')

type Stateful = FastifyReply & { [kState]?: Answer | typeof sending }

export function answerOf (reply: FastifyReply): Answer | undefined {
  const state = (reply as Stateful)[kState]
  return state === sending ? undefined : state
}

export function setAnswer (reply: FastifyReply, answer: Answer) {
  (reply as Stateful)[kState] = answer
}

/** Note that the onSend hooks have begun for a reply that is not a failure. */
export function beginSending (reply: FastifyReply) {
  (reply as Stateful)[kState] = sending
}

/** Whether the onSend hooks have begun for a reply that is not a failure: they may still run, or one of them has failed. */
export function isSending (reply: FastifyReply): boolean {
  return (reply as Stateful)[kState] === sending
}

/** The failure that a reply sends, for onSend hooks. */
export function failureOf (reply: FastifyReply): Failure | undefined {
  return answerOf(reply)?.failure
}
