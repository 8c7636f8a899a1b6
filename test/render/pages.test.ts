import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Nodes } from 'mdast'
import t from 'tap'
import { compareCatalogs } from '../../src/diff/compare.ts'
import { loadContract } from '../../src/envelope/load.ts'
import { fileAddress, serverAddress } from '../../src/render/pages/address.ts'
import { codeHtml } from '../../src/render/pages/codeHtml.ts'
import { codeMarkdown } from '../../src/render/pages/codeMarkdown.ts'
import { toCodePage } from '../../src/render/pages/codePage.ts'
import { indexHtml } from '../../src/render/pages/indexHtml.ts'
import { indexMarkdown, llmsText } from '../../src/render/pages/indexMarkdown.ts'
import { codeJson, indexJson } from '../../src/render/pages/json.ts'
import type { Pages } from '../../src/render/pages/pages.ts'
import { typeWords } from '../../src/render/pages/typeWords.ts'
import { invoices } from '../pages/catalog.ts'

async function pagesOf (catalog: object, more: Partial<Pages> = {}): Promise<Pages> {
  const contract = await loadContract(catalog as typeof invoices)
  return {
    title: 'Errors',
    catalog: contract.catalog,
    envelopes: [contract.envelope],
    address: fileAddress,
    formats: ['html', 'json', 'md'],
    language: 'en',
    origin: 'https://api.example',
    links: [],
    others: [],
    indexable: true,
    routesOf: () => [],
    ...more
  }
}

/** The page of a code in every form. */
function formsOf (pages: Pages, code: string): Record<'html' | 'md' | 'json', string> {
  const page = toCodePage(pages, pages.catalog.entries.get(code) as Parameters<typeof toCodePage>[1])
  return { html: codeHtml(pages, page), md: codeMarkdown(pages, page), json: codeJson(pages, page) }
}

t.test('the page of a code shows what the catalog says for clients', async t => {
  const forms = formsOf(await pagesOf(invoices), 'invoice_locked')
  const shown = [
    'invoice_locked', '409', 'Conflict', 'The invoice has left the draft state.', 'It was sent.', 'It was paid.', 'Create a credit note instead.', 'Do not retry',
    'lines', 'string[]', 'The lines that changed.', '1.2', 'Invoices are versioned now.', 'invoice.version_conflict', 'invoice_frozen', 'InvoiceLockedError', 'x-request-id', 'no-store'
  ]
  for (const [form, text] of Object.entries(forms)) {
    for (const part of shown) t.match(text, part, `${form}: ${part}`)
    for (const part of ['secretRow', 'fatal']) t.notMatch(text, part, `${form}: ${part}`)
  }
  t.match(forms.html, '<details name="language" open><summary>TypeScript</summary>')
  t.notMatch(forms.html, '<details name="language"><summary>TypeScript')
  t.match(forms.html, '  if (!(error instanceof InvoiceLockedError)) throw error')
  t.match(forms.md, '```ts\nimport { InvoiceLockedError }')
  t.match(forms.html, '<div id="detail-invoiceId"><dt><a href="#detail-invoiceId"><code>invoiceId</code></a></dt>')
  t.match(forms.md, "- `state`: `'sent' | 'paid'`\n- `lines`: `string[]`, optional: The lines that changed.")
  t.match(JSON.parse(forms.json), {
    code: 'invoice_locked',
    details: [{ name: 'invoiceId', type: 'string', required: true }, { name: 'state', type: "'sent' | 'paid'", required: true }, { name: 'lines', required: false }],
    advice: { label: 'Do not retry' },
    response: { bodies: [{ envelope: 'nested', body: { error: { code: 'invoice_locked', details: { state: 'sent' } } } }] }
  })
})

t.test('the causes of a 5xx are not shown, and its wait is', async t => {
  for (const [form, text] of Object.entries(formsOf(await pagesOf(invoices), 'ledger_down'))) {
    t.notMatch(text, 'ledger-7', form)
    t.match(text, /retry-after["\\<>/span:]*:? *(<\/span> )?"?30/, form)
  }
  t.match(formsOf(await pagesOf(invoices), 'ledger_down').html, 'The usual wait is 30 s.')
  t.match(JSON.parse(formsOf(await pagesOf({ extends: 'kyc' }), 'rate_limited').json), { response: { headers: { 'retry-after': '30' } } })
})

t.test('a page shows since when a code exists, why it is deprecated, and the replacement that diff reports', async t => {
  const codes = { old: { status: 410, message: 'Gone.', since: '1.2.0' }, next: { status: 410, message: 'Gone.' } }
  const old = await pagesOf({ extends: 'http', codes })
  const pages = await pagesOf({ extends: 'http', codes: { ...codes, old: { ...codes.old, deprecated: 'Too vague.', replacedBy: 'next' } } })
  const { html, md, json } = formsOf(pages, 'old')
  t.match(html, '<dt>Since</dt><dd>1.2.0</dd>')
  t.match(html, '<strong>Deprecated.</strong> Too vague. Use next.')
  t.match(html, '<dt>Use instead</dt><dd><a href="next.html"><code>next</code></a></dd>')
  t.match(md, '- Since 1.2.0\n- Deprecated. Too vague. Use next.\n- Use instead: [`next`](next.md)\n')
  t.match(JSON.parse(json), { since: '1.2.0', deprecated: true, replacedBy: 'next' })
  t.match(compareCatalogs(old.catalog, pages.catalog), [{ rule: 'code-deprecated', code: 'old', new: 'next' }])
})

t.test('a deprecated code without a reason or a substitute is marked', async t => {
  const { html, md } = formsOf(await pagesOf({ extends: 'http', codes: { old: { status: 410, message: 'Gone.', deprecated: true } } }), 'old')
  t.match(html, '<span class="old">Deprecated</span>')
  t.match(md, '- Deprecated.\n')
})

t.test('groups are left out of a catalog that has none', async t => {
  const codes = { bad: { status: 499, message: 'Bad.' }, bug: { status: 500, message: 'Bug.' } }
  const pages = await pagesOf({ codes, roles: { validation: 'bad', internal: 'bug' } })
  const html = indexHtml(pages)
  t.match(html, '<p class="count" role="status">2 codes</p>')
  t.notMatch(html, 'name="group"')
  t.notMatch(html, '<h2>')
  t.match(indexMarkdown(pages), '- [`bad`](bad.md) 499: Bad.')
  t.match(llmsText(pages), '## Codes')
  t.match(formsOf(pages, 'bad').html, '<span class="s4">499 </span>')
  t.match(formsOf(pages, 'bad').html, '<p class="crumbs"><a href="index.html">All errors</a></p>')
})

t.test('links between files hold for every code', async t => {
  t.equal(fileAddress.page('a/b c', 'html'), 'a%252Fb%2520c.html')
  t.equal(fileAddress.index('json'), 'index.json')
  t.equal(fileAddress.file('llms.txt'), 'llms.txt')
  t.equal(serverAddress('/v1/errors', 'index').page('a/b', 'json'), 'errors/a%2Fb.json')
  t.equal(serverAddress('/v1/errors', 'page', 'de').index('html'), '../errors?lang=de')
})

t.test('a page with more routes than fit folds the rest', async t => {
  const routes = Array.from({ length: 10 }, (_, index) => ({ method: 'GET', url: `/r${index}` }))
  const { html } = formsOf(await pagesOf(invoices, { routesOf: () => routes }), 'ledger_down')
  t.match(html, '<details><summary>2 more</summary>')
})

t.test('a long code breaks after its words, and its text stays whole', async t => {
  const pages = await pagesOf(invoices)
  for (const page of [formsOf(pages, 'ledger_down').html, indexHtml(pages)]) {
    t.match(page, 'ledger_<wbr>down<')
    t.notMatch(page, '_<wbr><')
  }
})

const hostile = [
  '</script><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '[x](javascript:alert(1))', '<!-- x', '&lt;b&gt;', '# heading', '* item', '![x](http://evil.example/x.png)',
  '`code', '```', '\u202Egnp.exe', '<https://evil.example>', 'https://evil.example', '\\', '{{x}}', '1. one', '> quote', '***', '--- ', '+ plus', '<b>', '$& $1'
]

t.test('hostile texts of a catalog are escaped in HTML and JSON', async t => {
  for (const text of hostile) {
    const code = `c ${text.replaceAll(/\p{C}/gu, '')}`
    const pages = await pagesOf(hostileCatalog(code, text), { title: text, links: [{ text, href: '/x' }], others: [{ text, href: '/y' }] })
    const { html, json } = formsOf(pages, code)
    for (const page of [html, indexHtml(pages), indexHtml(pages, { q: text, status: text, group: text })]) {
      t.strictSame(tagsOf(page), tagsOf(page).filter(tag => known.has(tag)), text)
      t.notMatch(page.replaceAll(/<script src="pages-[\da-f]{12}\.js" defer><\/script>/g, ''), /<\/?script|<img|javascript:[^)]*"/i, text)
      t.notMatch(page, / on\w+=["']/, text)
    }
    t.match(JSON.parse(json), { code, action: text, meaning: text, causes: [text], group: text }, text)
    t.ok((JSON.parse(indexJson(pages)) as { codes: Array<{ code: string }> }).codes.some(row => row.code === code), text)
  }
})

t.test('hostile texts of a catalog are escaped in Markdown', async t => {
  for (const text of hostile) {
    const code = `c ${text.replaceAll(/\p{C}/gu, '')}`
    const pages = await pagesOf(hostileCatalog(code, text), { title: text })
    const { md } = formsOf(pages, code)
    const nodes = allOf(fromMarkdown(md))
    t.strictSame(nodes.filter(({ type }) => ['html', 'image', 'definition', 'thematicBreak', 'blockquote'].includes(type)), [], text)
    t.strictSame(nodes.filter(node => node.type === 'link'), [], text)
    t.strictSame(nodes.flatMap(node => node.type === 'heading' ? node.depth : []).filter(depth => depth === 1), [1], text)
    const paragraphs = nodes.flatMap(node => node.type === 'paragraph' ? plainOf(node) : [])
    t.ok(paragraphs.filter(paragraph => paragraph.trim() === text.trim()).length >= 3, `${text}: meaning, action and cause`)
    for (const index of [indexMarkdown(pages), llmsText(pages)]) {
      const links = allOf(fromMarkdown(index)).flatMap(node => node.type === 'link' ? node.url : [])
      t.strictSame(links.filter(url => !/^[\w%.!'()*~-]+\.(md|json)$/.test(url)), [], text)
    }
  }
})

function hostileCatalog (code: string, text: string) {
  const braced = text.replaceAll('{', '{{').replaceAll('}', '}}')
  return { extends: 'http', codes: { [code]: { status: 409, group: text, message: `m ${braced}`, meaning: text, causes: [text], action: text, since: text, deprecated: text, aliases: [`alias ${code}`], details: { d: { type: 'string', description: text } } } } }
}

/** The tags that the pages themselves have. */
const known = new Set('!doctype html head meta title link script body a main p h1 h2 div span section article figure pre b code dl dt dd ul li strong header nav footer form label input select option button table thead tbody tr th td i small var details summary wbr'.split(' '))

function tagsOf (page: string): string[] {
  return [...page.matchAll(/<\/?([!\w-]+)/g)].map(([, tag = '']) => tag)
}

function allOf (node: Nodes): Nodes[] {
  return [node, ...'children' in node ? node.children.flatMap(allOf) : []]
}

function plainOf (node: Nodes): string {
  return 'value' in node ? node.value : 'children' in node ? node.children.map(plainOf).join('') : ''
}

t.test('types of details are written as a catalog writes them', async t => {
  const rows: ReadonlyArray<readonly [schema: object, words: string]> = [
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
    [{ type: 'integer' }, 'integer'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ const: 'a' }, "'a'"],
    [{ enum: ['a', 1, null] }, "'a' | 1 | null"],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'string | integer'],
    [{ oneOf: [{ const: 'a' }, { const: 'a' }] }, "'a'"],
    [{ type: 'array' }, 'any[]'],
    [{ type: 'array', items: { type: 'string' } }, 'string[]'],
    [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, '(string | null)[]'],
    [{ type: 'array', items: { type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'] } }, "{ a: string, 'b-c'?: any }[]"],
    [{ type: 'object' }, 'object'],
    [{ type: 'object', additionalProperties: true }, 'object'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, '{ [name]: integer }'],
    [{ type: 'object', patternProperties: { '^.*$': { type: 'boolean' } } }, '{ [name]: boolean }']
  ]
  for (const [schema, words] of rows) t.equal(typeWords(schema as Parameters<typeof typeWords>[0]), words, JSON.stringify(schema))
})
