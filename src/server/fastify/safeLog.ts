import { inspect } from 'node:util'
import type { FastifyBaseLogger } from 'fastify'
import type { LogLevel } from '../../format/catalogFile.ts'
import { safeGet } from '../../support/safeGet.ts'

/**
 * Write a line to the log of a reply or a server. An error that cannot be logged is logged as text.
 *
 * Never throws: pino throws for a frozen error and for one whose getters throw (pino-std-serializers marks and
 * reads all of it), and a custom logger may lack the level `silent`.
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
      // A failure is sent even if nothing can be logged.
    }
  }
}

/** The error's stack with all its causes, or the parts that can be read. */
function textOf (error: unknown): string {
  try {
    return inspect(error)
  } catch {
    const texts = [safeGet(error, 'stack'), safeGet(error, 'message')].filter(text => typeof text === 'string')
    return texts[0] ?? `${typeof error} that cannot be logged`
  }
}
