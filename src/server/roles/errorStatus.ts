import type { Role } from '../../format/roles.ts'
import { safeGet } from '../../support/safeGet.ts'

/** The status from 400 to 599 of an error, read as Fastify does: statusCode, else status; Boom's is in its output. */
export function errorStatus (thrown: unknown): number | undefined {
  return toStatus(safeGet(thrown, 'statusCode')) ?? toStatus(safeGet(thrown, 'status')) ??
    toStatus(safeGet(safeGet(thrown, 'output'), 'statusCode'))
}

export function toStatus (value: unknown): number | undefined {
  const status = typeof value === 'string' ? Number(value) : value
  return Number.isInteger(status) && status as number >= 400 && status as number <= 599 ? status as number : undefined
}

/** The role of an error that has only a status. */
export const statuses: Readonly<Record<number, Role>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'notFound',
  405: 'methodNotAllowed',
  406: 'notAcceptable',
  408: 'requestTimeout',
  409: 'conflict',
  413: 'payloadTooLarge',
  414: 'uriTooLong',
  415: 'unsupportedMediaType',
  417: 'expectationFailed',
  429: 'rateLimited',
  431: 'headersTooLarge',
  502: 'badGateway',
  503: 'unavailable',
  504: 'gatewayTimeout'
}

/** The role of a status from 400 to 599: any other 4xx is a bad request, any other 5xx internal. */
export function roleOfStatus (status: number): Role {
  return statuses[status] ?? (status < 500 ? 'badRequest' : 'internal')
}
