import type { FastifyReply } from 'fastify'
import type { LogLevel } from '../catalog/catalogFile.ts'
import { read } from './read.ts'

/**
 * Write a line to the log of a reply; its error as text where it cannot be written as it is.
 *
 * Never throws: pino does for a frozen error and for one whose getters throw (pino-std-serializers marks and
 * reads all of it), and a logger of the user's own may lack the level `silent`.
 */
export function log (reply: FastifyReply, level: LogLevel, line: Readonly<Record<string, unknown>>, message: string) {
  try {
    reply.log[level](line, message)
  } catch {
    try {
      reply.log[level]({ ...line, err: textOf(line['err']) }, message)
    } catch {
      // A failure is answered even if nothing can be logged.
    }
  }
}

function textOf (error: unknown): string {
  const texts = [read(error, 'stack'), read(error, 'message')].filter(text => typeof text === 'string')
  return texts[0] ?? `${typeof error} that cannot be logged`
}
