import type { DiffRule } from '../format/diffRuleNames.ts'

/** How severe a change is for a deployed client. */
export type Level = 'breaking' | 'risky' | 'safe' | 'text'

/** The most dangerous level first. */
export const levels: readonly Level[] = ['breaking', 'risky', 'safe', 'text']

/**
 * Which program a breaking change breaks: a `client` that was generated from the old catalog, a `thrower` that names codes of the old
 * catalog in the new server, an `http` client that reads status, headers and body itself, or a `new client` on a server with the old
 * catalog.
 */
export type Witness = 'client' | 'thrower' | 'http' | 'new client'

interface About {
  /** The effect of the change on a client. */
  readonly sentence: string
  /** The rule that reports the opposite change; the same rule if missing. */
  readonly mirror?: DiffRule
}

export type RuleRow = About & (
  | { readonly level: 'breaking', readonly witness: Witness }
  | { readonly level: 'risky' | 'safe' | 'text' })

/** Every kind of change between two versions of a catalog. */
export const diffRules: Readonly<Record<DiffRule, RuleRow>> = {
  'code-removed': {
    level: 'breaking',
    witness: 'thrower',
    sentence: 'Servers that throw the code send an internal error; clients that handle it no longer receive it.',
    mirror: 'code-added'
  },
  'deprecated-code-removed': { level: 'risky', sentence: 'The code was deprecated and has a replacement.', mirror: 'code-added' },
  'code-renamed': {
    level: 'breaking', witness: 'client', sentence: 'An alias helps servers that throw the old code, not clients that read it.'
  },
  'code-added': { level: 'safe', sentence: 'Clients treat a code that they lack by its status.', mirror: 'code-removed' },
  'code-deprecated': { level: 'safe', sentence: 'The code is still sent.' },
  'status-changed': { level: 'breaking', witness: 'client', sentence: 'Clients, proxies and retries decide by status.' },
  'detail-removed': {
    level: 'breaking', witness: 'client', sentence: 'Clients that read the detail find none.', mirror: 'detail-added'
  },
  'detail-added': { level: 'safe', sentence: 'Clients ignore details that they do not know.', mirror: 'detail-removed' },
  'detail-retyped': { level: 'breaking', witness: 'client', sentence: 'Clients read a value of another type.' },
  'detail-value-added': { level: 'risky', sentence: 'Clients may not handle the new value.', mirror: 'detail-narrowed' },
  'detail-narrowed': { level: 'safe', sentence: 'Every value that is sent fits the old type.', mirror: 'detail-value-added' },
  'detail-made-optional': {
    level: 'breaking',
    witness: 'client',
    sentence: 'Clients that rely on the detail may find none.',
    mirror: 'detail-made-required'
  },
  'detail-made-required': { level: 'safe', sentence: 'Clients already handle the detail.', mirror: 'detail-made-optional' },
  'detail-made-private': {
    level: 'breaking', witness: 'client', sentence: 'The detail is no longer sent.', mirror: 'detail-added'
  },
  'retry-loosened': {
    level: 'breaking',
    witness: 'new client',
    sentence: 'Clients repeat requests that they did not repeat before: writes may run twice.',
    mirror: 'retry-tightened'
  },
  'retry-tightened': { level: 'risky', sentence: 'Clients give up where they retried before.', mirror: 'retry-loosened' },
  'retry-after-removed': {
    level: 'breaking',
    witness: 'client',
    sentence: 'Clients that wait for Retry-After do not know how long.',
    mirror: 'retry-after-added'
  },
  'retry-after-added': { level: 'safe', sentence: 'Clients ignore headers that they do not know.', mirror: 'retry-after-removed' },
  'retry-after-changed': { level: 'safe', sentence: 'Clients wait for the time that the server sends.' },
  'header-removed': { level: 'breaking', witness: 'http', sentence: 'Clients that read the header find none.', mirror: 'header-added' },
  'header-added': { level: 'safe', sentence: 'Clients ignore headers that they do not know.', mirror: 'header-removed' },
  'header-changed': { level: 'risky', sentence: 'Clients that read the header find another value.' },
  'challenge-changed': { level: 'risky', sentence: 'Clients may authenticate by the WWW-Authenticate header.' },
  'group-changed': { level: 'risky', sentence: 'Envelopes that write the group send another value.' },
  'class-renamed': { level: 'text', sentence: 'Generated clients have another class; code that names the old one does not compile.' },
  'envelope-changed': {
    level: 'breaking',
    witness: 'client',
    sentence: 'Clients find code, message or details elsewhere, or as another media type.'
  },
  'envelope-member-added': { level: 'safe', sentence: 'Clients ignore members that they do not know.', mirror: 'envelope-changed' },
  'envelope-member-required': {
    level: 'risky',
    sentence: 'Clients of the new catalog cannot read responses without the member: deploy the server before them.',
    mirror: 'envelope-changed'
  },
  'success-changed': { level: 'breaking', witness: 'http', sentence: 'Clients find the data of successes elsewhere.' },
  'success-member-added': { level: 'safe', sentence: 'Clients ignore members that they do not know.', mirror: 'success-changed' },
  'negotiation-removed': {
    level: 'breaking',
    witness: 'http',
    sentence: 'Clients that ask for application/problem+json get another body.',
    mirror: 'negotiation-added'
  },
  'negotiation-added': { level: 'safe', sentence: 'Clients get the same body unless they ask for another.', mirror: 'negotiation-removed' },
  'request-id-header-changed': { level: 'breaking', witness: 'http', sentence: 'Clients find the request id in another header.' },
  'request-id-rules-changed': { level: 'risky', sentence: 'Request ids are made or trusted by other rules.' },
  'role-moved': { level: 'breaking', witness: 'client', sentence: 'Errors of the framework are sent under another code.' },
  'role-code-added': { level: 'risky', sentence: 'Errors of the framework are sent under a code that is new to clients.' },
  'map-moved': { level: 'breaking', witness: 'client', sentence: 'Mapped errors are sent under another code.' },
  'map-added': { level: 'risky', sentence: 'Errors that had a general code are sent under this one.', mirror: 'map-moved' },
  'map-details-changed': { level: 'risky', sentence: 'Details of mapped errors are read from other members of the error.' },
  'alias-removed': {
    level: 'breaking', witness: 'thrower', sentence: 'Servers that throw the former name send an internal error.', mirror: 'alias-added'
  },
  'alias-moved': { level: 'breaking', witness: 'thrower', sentence: 'Servers that throw the former name send another code.' },
  'alias-added': { level: 'safe', sentence: 'Servers may throw the former name.', mirror: 'alias-removed' },
  'docs-moved': { level: 'risky', sentence: 'Links to the pages of codes lead elsewhere.' },
  'page-removed': { level: 'risky', sentence: 'Failures no longer link to a page.', mirror: 'page-added' },
  'page-added': { level: 'safe', sentence: 'Failures link to a page.', mirror: 'page-removed' },
  'language-removed': { level: 'risky', sentence: 'Clients get messages in another language.', mirror: 'language-added' },
  'language-added': { level: 'safe', sentence: 'Clients that prefer the language get its messages.', mirror: 'language-removed' },
  'text-changed': { level: 'text', sentence: 'Sentences are for people: no client may branch on them.' }
}
