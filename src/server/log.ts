import type { FastifyReply } from 'fastify'
import type { LogLevel } from '../catalog/catalogFile.ts'

/**
 * Write a line to the log of a reply; `instead` where it cannot be written.
 *
 * Never throws: pino does where a getter of an error throws (pino-std-serializers reads all of them), and a
 * logger of the user's own may lack the level `silent` (Fastify asks for six levels, lib/logger-factory.js).
 */
export function log (reply: FastifyReply, level: LogLevel, line: object, message: string, instead: object = {}) {
  try {
    reply.log[level](line, message)
  } catch {
    try {
      reply.log[level](instead, `${message} (its cause cannot be logged)`)
    } catch {
      // A failure is answered even if nothing can be logged.
    }
  }
}
