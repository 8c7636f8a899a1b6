import { safeGet } from '../../support/safeGet.ts'

/** The status from 400 to 599 that something tells: as Fastify reads it, statusCode or else status; Boom's is in its output. */
export function errorStatus (thrown: unknown): number | undefined {
  return toStatus(safeGet(thrown, 'statusCode')) ?? toStatus(safeGet(thrown, 'status')) ??
    toStatus(safeGet(safeGet(thrown, 'output'), 'statusCode'))
}

export function toStatus (value: unknown): number | undefined {
  const status = typeof value === 'string' ? Number(value) : value
  return Number.isInteger(status) && status as number >= 400 && status as number <= 599 ? status as number : undefined
}
