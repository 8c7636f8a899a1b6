/** The roles of framework failures, each with its fallback for catalogs that do not assign it. */
export const fallbacks = {
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

/** The roles without a fallback: every catalog must assign them, itself or through `extends`. */
export const requiredRoles = roleNames.filter(role => fallbacks[role] === null)

/** The role whose code is used for `role`: the role itself if assigned, else its nearest assigned fallback. */
export function answeringRole (role: Role, named: Partial<Record<Role, string>>): Role | undefined {
  let at: Role | null = role
  while (at !== null && named[at] === undefined) at = fallbacks[at]
  return at ?? undefined
}
