import { inspect } from 'node:util'
import type { FastifyBaseLogger } from 'fastify'
import type { LogLevel } from '../../format/catalogFile.ts'
import { safeGet } from '../../support/safeGet.ts'

/**
 * Write a line to the log of a reply or a server; its error as text where it cannot be written as it is.
 *
 * Never throws: pino does for a frozen error and for one whose getters throw (pino-std-serializers marks and
 * reads all of it), and a logger of the user's own may lack the level `silent`.
 */
export function safeLog (
  { log: logger }: { log: FastifyBaseLogger }, level: LogLevel, line: Readonly<Record<string, unknown>>, message: string
) {
  try {
    logger[level](line, message)
  } catch {
    try {
      logger[level]({ ...line, err: textOf(line['err']) }, message)
    } catch {
      // A failure is answered even if nothing can be logged.
    }
  }
}

/** Its stack with all its causes, or what of it can be read. */
function textOf (error: unknown): string {
  try {
    return inspect(error)
  } catch {
    const texts = [safeGet(error, 'stack'), safeGet(error, 'message')].filter(text => typeof text === 'string')
    return texts[0] ?? `${typeof error} that cannot be logged`
  }
}
