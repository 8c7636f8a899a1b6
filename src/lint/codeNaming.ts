import type { Rule } from './rule.ts'

/** Naming conventions: the pattern of a convention, and the pattern that only this convention matches. */
const conventions = [
  { name: 'snake_case', form: /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, mark: /_/ },
  { name: 'kebab-case', form: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, mark: /-/ },
  { name: 'dotted.names', form: /^[a-z][\w-]*(\.[a-z0-9][\w-]*)*$/i, mark: /\./ },
  { name: 'SCREAMING_CASE', form: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, mark: /_/ },
  { name: 'camelCase', form: /^[a-z][A-Za-z0-9]*$/, mark: /[A-Z]/ },
  { name: 'PascalCase', form: /^[A-Z][A-Za-z0-9]*$/, mark: /[a-z]/ },
  { name: 'numbers', form: /^[A-Za-z]*[-_]?\d{3,}$/, mark: /\d/ }
] as const

/** The naming convention of a catalog: that of most codes, and on a tie that of the first code. */
export const codeNaming: Rule = {
  level: 'warning',
  find: ({ own }) => {
    const codes = own.map(({ code }) => code)
    const votes = codes.map(code => conventions.find(({ form, mark }) => form.test(code) && mark.test(code)))
    const countOf = (convention: typeof conventions[number]) => votes.filter(vote => vote === convention).length
    const told = [...new Set(votes)].filter(vote => vote !== undefined)
    const common = told.reduce<typeof conventions[number] | undefined>(
      (most, vote) => most !== undefined && countOf(most) >= countOf(vote) ? most : vote, undefined
    )
    return codes.filter(code => common !== undefined && !common.form.test(code)).map(code => ({
      code,
      path: ['codes', code],
      atKey: true,
      message: `"${code}" must be written as most codes of this catalog are, in ${common?.name}: clients compare codes by letter`
    }))
  }
}
