import type { Role } from '../format/roles.ts'
import type { FoundError } from './found.ts'

interface Guess {
  readonly role: Role
  readonly statuses: readonly number[]
  /** The first pattern that matches any code decides; of several codes the shortest is the most general. */
  readonly codes: readonly RegExp[]
  /** Whether a code with the status is enough if no pattern matches. */
  readonly byStatus?: true
}

const guesses: readonly Guess[] = [
  {
    role: 'validation',
    statuses: [422, 400],
    codes: [/validation/i, /invalid_?(?:request|body|input)|schema|unprocessable|bad_?request/i, /invalid/i],
    byStatus: true
  },
  { role: 'internal', statuses: [500], codes: [/internal|unexpected|unknown|server/i], byStatus: true },
  { role: 'badRequest', statuses: [400], codes: [/bad_?request|invalid_?request|malformed/i] },
  { role: 'notFound', statuses: [404], codes: [/(?:^|[._-])not_?found$/i] },
  { role: 'methodNotAllowed', statuses: [405], codes: [/method/i] },
  { role: 'payloadTooLarge', statuses: [413], codes: [/large/i], byStatus: true },
  { role: 'unsupportedMediaType', statuses: [415], codes: [/media|type/i], byStatus: true },
  { role: 'rateLimited', statuses: [429], codes: [/rate|many|limit/i], byStatus: true },
  { role: 'unauthenticated', statuses: [401], codes: [/unauth|authentication|missing_token|missing_key/i] },
  { role: 'forbidden', statuses: [403], codes: [/forbidden|permission|access|scope/i] },
  { role: 'conflict', statuses: [409], codes: [/^conflict$/i] },
  { role: 'idempotencyRequired', statuses: [400], codes: [/idempotency.*(?:required|missing)/i] },
  { role: 'idempotencyMismatch', statuses: [409, 422], codes: [/idempotency.*(?:mismatch|conflict|in_use)/i] },
  { role: 'idempotencyInFlight', statuses: [409], codes: [/idempotency.*(?:flight|progress|running)/i] },
  { role: 'idempotencyExpired', statuses: [410, 409], codes: [/idempotency.*(?:late|expired)/i] },
  { role: 'badGateway', statuses: [502], codes: [/gateway|upstream/i], byStatus: true },
  { role: 'gatewayTimeout', statuses: [504], codes: [/timeout/i], byStatus: true },
  { role: 'unavailable', statuses: [503], codes: [/unavailable/i] }
]

/** The codes for framework errors, by their names and statuses; `undefined` if `validation` or `internal` has none. */
export function guessRoles (errors: readonly FoundError[]): Readonly<Partial<Record<Role, string>>> | undefined {
  const roles: Partial<Record<Role, string>> = {}
  for (const { role, statuses, codes: patterns, byStatus } of guesses) {
    const fitting = statuses.flatMap(status => errors.filter(error => error.status === status).map(({ code }) => code))
    const [guess] = [
      ...patterns.flatMap(pattern => fitting.filter(code => pattern.test(code)).sort((a, b) => a.length - b.length)),
      ...byStatus === true ? fitting : []
    ]
    if (guess !== undefined) roles[role] = guess
  }
  return roles.validation === undefined || roles.internal === undefined ? undefined : roles
}
