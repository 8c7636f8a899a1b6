import { read } from './read.ts'

/** The status from 400 to 599 that something tells: as Fastify reads it, statusCode or else status; Boom's is in its output. */
export function statusOf (thrown: unknown): number | undefined {
  return [read(thrown, 'statusCode'), read(thrown, 'status'), read(read(thrown, 'output'), 'statusCode')]
    .filter(status => typeof status === 'number' || typeof status === 'string')
    .map(Number)
    .find(status => Number.isInteger(status) && status >= 400 && status <= 599)
}
