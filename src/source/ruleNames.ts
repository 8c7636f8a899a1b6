/** The rules of lint, in the order of docs/reference/lint.md. They are part of the file format, so that editors complete them. */
export const ruleNames = [
  'challenge-missing',
  'allow-header-unknown',
  'upgrade-header-missing',
  'retry-unsaid',
  'status-below-400',
  'code-naming',
  'message-hole-optional',
  'message-duplicate',
  'message-blames',
  'message-leaks',
  'detail-unused',
  'map-unreachable',
  'map-catch-all',
  'role-fallback',
  'deprecated-unreplaced',
  'replacement-deprecated',
  'replaced-not-deprecated',
  'locale-incomplete',
  'locale-holes',
  'unused-allowance'
] as const

export type RuleName = typeof ruleNames[number]
