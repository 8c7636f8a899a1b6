import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewToken, Rotation, StepUp } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'

const areas = ['tokens', 'customers', 'subscriptions', 'invoices', 'payments', 'wallets', 'webhooks'] as const
export type Area = typeof areas[number]
export type Scope = `${Area}:${'read' | 'write'}`

export type Environment = 'sandbox' | 'live'

export interface Token extends Owned {
  readonly secret: string
  readonly environment: Environment
  readonly scopes: readonly Scope[]
  /** A custom budget: requests in a minute. */
  readonly perMinute?: number
  readonly isRevoked?: true
  /** After a rotation: until when the old token works. */
  readonly graceEnds?: number
  /** Until when the stronger sign-in (AAL2) is valid, if there was one. */
  readonly aal2Ends?: number
}

export type Tokens = ReturnType<typeof createTokens>

export const allScopes: readonly Scope[] = areas.flatMap(area => [`${area}:read`, `${area}:write`] as const)

/** The code that an authenticator shows in the sandbox, at any time. */
const oneTimeCode = '000000'

/** The tokens of both environments: a token of the other environment must be recognized as such. */
export function createTokens () {
  const tokens = createRecords<Token>('tok', seeds)

  return {
    /** Find the token of a request by the Authorization header. */
    toPrincipal (authorization: string | undefined, environment: Environment): Token {
      if (authorization === undefined) throw new CatalogError('auth.missing_token')
      const secret = /^Bearer ([\w-]+)$/i.exec(authorization)?.[1]
      const token = tokens.find(token => token.secret === secret)[0]
      if (token === undefined || token.isRevoked) throw new CatalogError('auth.invalid_token')
      if (token.environment !== environment) throw new CatalogError('auth.wrong_environment')
      if (hasPassed(token.graceEnds)) throw new CatalogError('auth.expired_token')
      return token
    },

    stepUp (principal: Token, { code, seconds }: StepUp): Token {
      if (code !== oneTimeCode) throw new CatalogError('auth.aal2_required', {}, { message: 'The one-time code is not the current one.' })
      return tokens.save({ ...principal, aal2Ends: Date.now() + seconds * 1000 })
    },

    issue (principal: Token, { scopes }: NewToken): Token {
      for (const scope of scopes) checkScope(principal, scope)
      return tokens.create(principal.tenant, { secret: randomUUID(), environment: principal.environment, scopes })
    },

    /** The new token works at once, the old one until its grace period is over. */
    rotate (principal: Token, id: string, { grace_seconds: grace }: Rotation): Token {
      const old = tokens.read(principal.tenant, id)
      for (const scope of old.scopes) checkScope(principal, scope)
      // Rotating the token again does not extend the grace period.
      tokens.save({ ...old, graceEnds: Math.min(old.graceEnds ?? Infinity, Date.now() + grace * 1000) })
      return tokens.create(old.tenant, { secret: randomUUID(), environment: old.environment, scopes: old.scopes })
    },

    revoke: (principal: Token, id: string): Token => tokens.save({ ...tokens.read(principal.tenant, id), isRevoked: true })
  }
}

export function checkScope ({ scopes }: Token, scope: Scope) {
  if (!scopes.includes(scope)) throw new CatalogError('auth.scope_required')
}

export function checkAal2 ({ aal2Ends }: Token) {
  if (aal2Ends === undefined) throw new CatalogError('auth.aal2_required')
  if (hasPassed(aal2Ends)) throw new CatalogError('auth.aal2_step_up_required')
}

function hasPassed (time: number | undefined): boolean {
  return time !== undefined && time <= Date.now()
}

const seed: Token = { id: 'tok_test', secret: 'billing_test_token', tenant: 'acme', environment: 'sandbox', scopes: allScopes }

const seeds: readonly Token[] = [
  seed,
  { ...seed, id: 'tok_read', secret: 'billing_read_token', scopes: ['invoices:read'] },
  { ...seed, id: 'tok_revoked', secret: 'billing_revoked_token', isRevoked: true },
  { ...seed, id: 'tok_rotated', secret: 'billing_rotated_token', graceEnds: Date.parse('2025-01-01T00:00:00Z') },
  { ...seed, id: 'tok_live', secret: 'billing_live_token', environment: 'live' },
  { ...seed, id: 'tok_partner', secret: 'billing_partner_token', perMinute: 6000 }
]
