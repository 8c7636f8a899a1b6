import type { RuleName } from '../source/ruleNames.ts'
import { codeNaming } from './codeNaming.ts'
import { detailUnused } from './detailUnused.ts'
import { httpRules } from './httpRules.ts'
import { deprecationRules } from './deprecationRules.ts'
import { localeRules } from './localeRules.ts'
import { mapRules } from './mapRules.ts'
import { messageRules } from './messageRules.ts'
import { roleFallback } from './roleFallback.ts'
import type { Rule } from './rule.ts'

/** Every rule; docs/reference/lint.md has a section for each. */
export const rules: Readonly<Record<RuleName, Rule>> = {
  ...httpRules,
  'code-naming': codeNaming,
  ...messageRules,
  'detail-unused': detailUnused,
  ...mapRules,
  'role-fallback': roleFallback,
  ...deprecationRules,
  ...localeRules,
  // Unused allowances are known after all other rules: `withoutAllowed` reports them.
  'unused-allowance': { level: 'warning', find: () => [] }
}
