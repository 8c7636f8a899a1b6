import t from 'tap'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { lintCatalogs, loadContract } from '../../src/envelope/load.ts'
import { merge } from '../../src/importing/combine.ts'
import { readCsv } from '../../src/importing/readCsv.ts'
import { readHtml } from '../../src/importing/readHtml.ts'
import { readMarkdown } from '../../src/importing/readMarkdown.ts'
import { readText } from '../../src/importing/readText.ts'
import type { Read } from '../../src/importing/found.ts'
import { toDraft } from '../../src/importing/toDraft.ts'
import { CatalogText } from '../../src/source/open.ts'

interface Row { readonly code: string, readonly status: number, readonly title: string, readonly text: string, readonly group: string }

/** The catalog of a platform as rows: its own sentences, in the layouts of the five pages. */
const rowsOf = ({ entries }: Catalog): Row[] => [...entries.values()].map(({ code, status, meaning, message, group = 'Misc' }) => ({
  code, status, group, title: titles[status] ?? '', text: meaning ?? message.text
}))

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable'
}

const byGroup = (rows: readonly Row[], head: string, line: (row: Row) => string) => [...new Set(rows.map(({ group }) => group))]
  .map(group => `${group}\n${head}${rows.filter(row => row.group === group).map(row => `${line(row)}\n`).join('')}`).join('\n')
const csvCell = (text: string) => `"${text.replaceAll('"', '""')}"`

/** How pages show the errors of an API, and how a browser copies them as text. */
const layouts: Readonly<Record<string, readonly [read: Read, write: (rows: readonly Row[]) => string]>> = {
  'a Markdown table': [readMarkdown, rows => `# Errors\n\nRead this.\n\n| Code | HTTP | Meaning |\n| --- | --- | --- |\n${rows.map(({ code, status, text }) => `| \`${code}\` | ${status} | ${text.replaceAll('|', '\\|')} |\n`).join('')}`],
  'Markdown tables whose second line has one column': [readMarkdown, rows => byGroup(rows, 'problem | Status | Meaning |\n|---|\n', ({ code, status, text }) => `${code} | ${status} | ${text} |`)],
  'a Markdown list': [readMarkdown, rows => rows.map(({ code, status, text }) => `- \`${code}\` (${status}): ${text}\n`).join('')],
  'an HTML table with the reason phrase': [readHtml, rows => `<!doctype html><h2>Errors</h2><table><thead><tr><th>Status<th>Code<th>What it means</thead><tbody>${rows.map(({ code, status, title, text }) => `<tr><td>${status} ${title}</td><td><code>${code}</code></td><td>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</td></tr>\n`).join('')}</table>`],
  'an HTML list': [readHtml, rows => `<ul>${rows.map(({ code, status, text }) => `<li><code>${code}</code><span>${status}</span>. ${text.replaceAll('<', '&lt;')}</li>\n`).join('')}</ul>`],
  'a CSV file': [readCsv, rows => `description,http status,error code\n${rows.map(({ code, status, text }) => `${csvCell(`${text}\nAnd more.`)},${status},${code}\n`).join('')}`],
  'a TSV file': [readCsv, rows => `code\tstatus\tmessage\n${rows.map(({ code, status, text }) => `${code}\t${status}\t${text}\n`).join('')}`],
  'copied text with lines between columns': [readText, rows => byGroup(rows, 'problem | Status | Meaning |\n|---|\n', ({ code, status, text }) => `${code} | ${status} | ${text} |`)],
  'copied text without space between columns': [readText, rows => `Codes\n\nStatusCodeMeaning\n${rows.map(({ code, status, text }) => `${status}${code}${text}\n`).join('')}`],
  'a copied list': [readText, rows => byGroup(rows, '\nSomething failed.\n\n', ({ code, status, text }) => `  • ${code}${status}. ${text}`)]
}

for (const [layout, [read, write]] of Object.entries(layouts)) {
  t.test(`${layout} of each platform is read back: 100 of 100 codes with their statuses`, async t => {
    let codes = 0
    for (const name of ['kyc', 'billing', 'settlement', 'merchant']) {
      const { catalog } = await loadContract(name)
      const found = merge(await read(write(rowsOf(catalog)), name))
      t.same(found.unread, [], name)
      t.same(found.errors.map(({ code, status }) => [code, status]).sort(), rowsOf(catalog).map(({ code, status }) => [code, status]).sort(), name)
      const draft = toDraft(found, './catalog.schema.json')
      const { diagnostics, catalogs } = await lintCatalogs(new CatalogText(Buffer.from(draft), name))
      t.same(diagnostics, [], draft.slice(0, 2000))
      t.same(catalogs[0]?.entries.size, catalog.entries.size, 'the draft needs no other catalog')
      codes += found.errors.length
    }
    t.equal(codes, 100)
  })
}

t.test('a page without codes gives a code for each status', async t => {
  const { catalog } = await loadContract('cards')
  const rows = rowsOf(catalog)
  const statuses = [...new Set(rows.map(({ status }) => status))].sort()
  const page = `CodeMeaningWhat to do\n200Success\n${statuses.filter(status => status < 502).map(status => `${status} ${titles[status]}${rows.find(row => row.status === status)?.text}\n`).join('')}502 / 503The platform is not available\n`
  const found = merge(await readText(`${page}\nKnown cases\n\n403 — "No such address"\n`, 'cards.txt'))
  t.same(found.errors.map(({ status }) => status), statuses)
  t.match(found.errors.find(({ status }) => status === 404), { code: 'not_found', place: { file: 'cards.txt' } })
  t.same(found.unread, [{ file: 'cards.txt', line: 15, reason: 'a status without a code: "403 — "No such address""' }])
  const html = merge(await readHtml(`<table><tr><th>Status<th>Meaning</tr>${statuses.map(status => `<tr><td>${status}<td>A sentence.</tr>`).join('')}</table>`, 'cards.html'))
  t.same(html.errors.map(({ status }) => status), statuses)
})

t.test('positions, groups, and skipped parts', async t => {
  const markdown = `# Errors

## Orders

| Code | Status | Meaning |
|---|---|---|
| order_not_found | 404 | No such [order](https://example.com). |
| order shipped | 409 | It has left. |
| order_lost | soon | It is lost. |

\`\`\`
- in_code (400): no error
\`\`\`

## Payments

Text before.

- payment_declined (402): The bank has refused.
- no error here
`
  const found = merge(readMarkdown(markdown, 'docs/errors.md') as never)
  t.same(found.errors.map(({ code, status, message, group, place: { line } }) => [code, status, message, group, line]), [
    ['order_not_found', 404, 'No such order.', 'Orders', 7],
    ['payment_declined', 402, 'The bank has refused.', 'Payments', 19]
  ])
  t.same(found.unread, [
    { file: 'docs/errors.md', line: 8, reason: '"order shipped" is no code' },
    { file: 'docs/errors.md', line: 9, reason: 'no status from 400 to 599 in "order_lost | soon | It is lost."' }
  ])
  const csv = merge(readCsv('code,status\n"a\nb",404\n\nx,404\ny,"40', 'x.csv') as never)
  t.match(csv.errors, [{ code: 'x', place: { line: 5 } }])
  t.same(csv.unread.length, 3, JSON.stringify(csv.unread))
  t.same(merge(readText('| code | status |\n|---|---|\n| a_b | 404 / 410 |\n', 'x.txt') as never).unread, [{ file: 'x.txt', line: 3, reason: '"a_b" has the statuses 404 and 410: the first was taken' }])
  t.same(merge(readCsv('code,status,message\na_b,404,A.\nc_d,410\ne_f\n', 'x.csv') as never).errors.map(({ code, message }) => [code, message]), [['a_b', 'A.'], ['c_d', undefined]])
  const short = merge(readCsv(`status,code\n404,a_b\n410\n409,c_d\nlost,${'x'.repeat(80)}\n`, 'x.csv') as never)
  t.same(short.unread.map(({ line, reason }) => [line, reason]), [
    [3, '"" is no code'],
    [5, `no status from 400 to 599 in "lost | ${'x'.repeat(50)}..."`]
  ])
  t.same(readHtml('<script>x</script><table><tr><td>1<td>2</tr></table><table></table>', 'x.html'), { errors: [], unread: [] })
})

t.test('the parts of an HTML page', async t => {
  const { errors, unread } = merge(readHtml(`<h2>Orders<!-- all --></h2>
<p>a_b | 404 | It is lost.</p>
<h2>Payments</h2>
<table>
<td>Code<!-- of the body --><td>Status
<tr><td>c_d<td>402 <table><tr><td>not read</table>
<tr><td>g_h<td>409
</table>
<table><caption><table><tr><td>i_j<td>404</table></caption>
<td>e_f<td>403
</table>
</p>
<ul><li>409 Taken</ul>`, 'x.html'))
  t.same(errors.map(({ code, status, group, place: { line } }) => [code, status, group, line]), [
    ['a_b', 404, 'Orders', 2], ['c_d', 402, 'Payments', 6], ['g_h', 409, 'Payments', 7], ['e_f', 403, 'Payments', 10]
  ])
  t.same(unread, [{ file: 'x.html', line: 5, reason: 'no status from 400 to 599 in "Code | Status"' }])
})

t.test('lines that contradict each other about one code', async t => {
  const { errors, unread } = merge(readText('a_b | 404 | One.\na_b | 404 | Two.\na_b | 410 | Three.\na_b | 404 | Four.\na_b | 404 | Five.\n', 'x.txt') as never)
  t.match(errors, [{ code: 'a_b', status: 404, message: 'One.', places: [{ line: 1 }, { line: 2 }, { line: 4 }, { line: 5 }] }])
  t.same(unread, [{ file: 'x.txt', line: 3, reason: '"a_b" has the status 410 here and 404 in x.txt:1: the first was taken' }])
  const draft = toDraft({ errors, unread }, './s.json')
  t.match(draft, '  # from x.txt:1, x.txt:2, x.txt:4 and 1 more\n  a_b:\n')
  t.match(draft, '# Not imported:\n# x.txt:3: "a_b" has the status 410')
  t.match(draft, 'extends: http\n', 'it has no code for internal')
})
