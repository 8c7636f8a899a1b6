/** How much a change can hurt a client that is deployed. */
export type Level = 'breaking' | 'risky' | 'safe' | 'text'

export const levels: readonly Level[] = ['breaking', 'risky', 'safe', 'text']

interface RuleRow {
  readonly level: Level
  /** What the change does to a client, as a sentence. */
  readonly sentence: string
  /** The rule of the opposite change; none where the same rule covers both directions. */
  readonly mirror?: string
}

/** Every kind of change between two versions of a catalog. */
export const diffRules = {
  'code-removed': { level: 'breaking', sentence: 'Clients that handle the code no longer receive it.', mirror: 'code-added' },
  'deprecated-code-removed': { level: 'risky', sentence: 'The code was deprecated and has a replacement.', mirror: 'code-added' },
  'code-renamed': { level: 'breaking', sentence: 'An alias helps servers that throw the old code, not clients that read it.' },
  'code-added': { level: 'safe', sentence: 'Clients treat a code that they lack by its status.', mirror: 'code-removed' },
  'code-deprecated': { level: 'safe', sentence: 'The code is still sent.' },
  'status-changed': { level: 'breaking', sentence: 'Clients, proxies and retries decide by status.' },
  'detail-removed': { level: 'breaking', sentence: 'Clients that read the detail find none.', mirror: 'detail-added' },
  'detail-added': { level: 'safe', sentence: 'Clients ignore details that they do not know.', mirror: 'detail-removed' },
  'detail-retyped': { level: 'breaking', sentence: 'Clients read a value of another type.' },
  'detail-value-added': { level: 'risky', sentence: 'Clients may not handle the new value.', mirror: 'detail-values-narrowed' },
  'detail-values-narrowed': { level: 'safe', sentence: 'Clients handle values that are no longer sent.', mirror: 'detail-value-added' },
  'detail-made-optional': { level: 'breaking', sentence: 'Clients that rely on the detail may find none.', mirror: 'detail-made-required' },
  'detail-made-required': { level: 'safe', sentence: 'Clients already handle the detail.', mirror: 'detail-made-optional' },
  'detail-made-private': { level: 'breaking', sentence: 'The detail is no longer sent.', mirror: 'detail-added' },
  'retry-loosened': {
    level: 'breaking',
    sentence: 'Clients repeat requests that they did not repeat before: writes may run twice.',
    mirror: 'retry-tightened'
  },
  'retry-tightened': { level: 'risky', sentence: 'Clients give up where they retried before.', mirror: 'retry-loosened' },
  'retry-after-removed': {
    level: 'breaking',
    sentence: 'Clients that wait for Retry-After do not know how long.',
    mirror: 'retry-after-added'
  },
  'retry-after-added': { level: 'safe', sentence: 'Clients ignore headers that they do not know.', mirror: 'retry-after-removed' },
  'header-removed': { level: 'breaking', sentence: 'Clients that read the header find none.', mirror: 'header-added' },
  'header-added': { level: 'safe', sentence: 'Clients ignore headers that they do not know.', mirror: 'header-removed' },
  'challenge-changed': { level: 'risky', sentence: 'Clients may authenticate by the WWW-Authenticate header.' },
  'group-changed': { level: 'risky', sentence: 'Envelopes that write the group send another value.' },
  'class-renamed': { level: 'text', sentence: 'Generated clients have another class; code that names the old one does not compile.' },
  'envelope-changed': { level: 'breaking', sentence: 'Clients find code, message and details elsewhere.' },
  'success-changed': { level: 'breaking', sentence: 'Clients find the data of successes elsewhere.' },
  'negotiation-removed': {
    level: 'breaking',
    sentence: 'Clients that ask for application/problem+json get another body.',
    mirror: 'negotiation-added'
  },
  'negotiation-added': { level: 'safe', sentence: 'Clients get the same body unless they ask for another.', mirror: 'negotiation-removed' },
  'request-id-header-changed': { level: 'breaking', sentence: 'Clients find the request id in another header.' },
  'request-id-rules-changed': { level: 'text', sentence: 'Request ids are made or trusted by other rules.' },
  'role-moved': { level: 'breaking', sentence: 'Errors of the framework are sent under another code.' },
  'role-code-added': { level: 'risky', sentence: 'Errors of the framework are sent under a code that is new to clients.' },
  'map-moved': { level: 'breaking', sentence: 'Mapped errors are sent under another code.', mirror: 'map-added' },
  'map-added': { level: 'risky', sentence: 'Errors that had a general code are sent under this one.', mirror: 'map-moved' },
  'alias-removed': { level: 'breaking', sentence: 'Servers that throw the former name send an internal error.', mirror: 'alias-added' },
  'alias-added': { level: 'safe', sentence: 'Servers may throw the former name.', mirror: 'alias-removed' },
  'docs-moved': { level: 'risky', sentence: 'Links to the pages of codes lead elsewhere.' },
  'language-removed': { level: 'risky', sentence: 'Clients get messages in another language.', mirror: 'language-added' },
  'language-added': { level: 'safe', sentence: 'Clients that prefer the language get its messages.', mirror: 'language-removed' },
  'text-changed': { level: 'text', sentence: 'Sentences are for people: no client may branch on them.' }
} as const satisfies Readonly<Record<string, RuleRow>>

export type DiffRule = keyof typeof diffRules
