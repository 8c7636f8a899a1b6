import { endings, nextTexts, otherEndings } from '../test/idempotency/endings.ts'

/** docs/guides/idempotency.md with the table of endings, generated from the table that the tests use. */
export function fillIdempotencyPage (page: string): string {
  const rows = new Map([...endings.map(({ ending, next, told }) => [ending, told ?? nextTexts[next]] as const), ...otherEndings.map(({ ending, told }) => [ending, told] as const)])
  const table = ['| how a request with a key ends | the next request with the key |', '|---|---|', ...[...rows].map(([ending, next]) => `| ${ending} | ${next} |`)]
  return page.replace(/<!-- endings -->\n[^]*?<!-- end of endings -->/, `<!-- endings -->\n${table.join('\n')}\n<!-- end of endings -->`)
}
