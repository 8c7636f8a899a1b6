/** What a failure of the framework itself means, and where a role goes that a catalog leaves out. */
const fallbacks = {
  validation: null,
  internal: null,
  badRequest: 'validation',
  malformedBody: 'badRequest',
  notFound: 'badRequest',
  methodNotAllowed: 'notFound',
  notAcceptable: 'badRequest',
  payloadTooLarge: 'badRequest',
  unsupportedMediaType: 'badRequest',
  uriInvalid: 'badRequest',
  uriTooLong: 'badRequest',
  headersTooLarge: 'badRequest',
  requestTimeout: 'badRequest',
  expectationFailed: 'badRequest',
  rateLimited: 'badRequest',
  banned: 'forbidden',
  unauthenticated: 'badRequest',
  forbidden: 'badRequest',
  conflict: 'badRequest',
  idempotencyRequired: 'badRequest',
  idempotencyMismatch: 'conflict',
  idempotencyInFlight: 'conflict',
  idempotencyExpired: 'badRequest',
  handlerTimeout: 'unavailable',
  unavailable: 'internal',
  badGateway: 'unavailable',
  gatewayTimeout: 'unavailable'
} as const

export type Role = keyof typeof fallbacks

export const roleNames = Object.keys(fallbacks) as readonly Role[]

/** The roles every catalog must name, itself or through `extends`: no other role stands in for them. */
export const requiredRoles = roleNames.filter(role => fallbacks[role] === null)

/** The role that answers for `role`: itself when the catalog names it, else the nearest fallback it names. */
export function answeringRole (role: Role, named: Partial<Record<Role, string>>): Role | undefined {
  let at: Role | null = role
  while (at !== null && named[at] === undefined) at = fallbacks[at]
  return at ?? undefined
}
