import { diffRuleNames } from '../src/format/diffRuleNames.ts'
import { diffRules, type Witness } from '../src/diff/rules.ts'

/** The program that a breaking change breaks, in words. */
const witnesses: Readonly<Record<Witness, string>> = {
  client: 'a client generated from the old catalog',
  thrower: 'server code that throws an old code or alias',
  http: 'a client that reads status, headers and body itself',
  'new client': 'a client generated from the new catalog, on a server with the old one'
}

/** docs/reference/diff.md with its table of rules. */
export function fillDiffPage (page: string): string {
  const rows = diffRuleNames.map(rule => {
    const row = diffRules[rule]
    return `| \`${rule}\` | ${row.level} | ${row.sentence} | ${row.level === 'breaking' ? witnesses[row.witness] : ''} |\n`
  })
  const table = `| rule | level | effect | breaks |\n|---|---|---|---|\n${rows.join('')}`
  return page.replace(/(<!-- rules -->\n)(?:\|.*\n)*/, (_, marker: string) => marker + table)
}
