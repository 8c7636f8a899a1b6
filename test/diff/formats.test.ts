import { readFileSync } from 'node:fs'
import t from 'tap'
import { toChangelog } from '../../src/diff/changelog.ts'
import { compare, fails, type Comparison } from '../../src/diff/comparison.ts'
import { toGithub } from '../../src/diff/github.ts'
import { toJunit } from '../../src/diff/junit.ts'
import { toMarkdown } from '../../src/diff/markdown.ts'
import { toText } from '../../src/diff/text.ts'
import { judge } from '../../src/diff/verdict.ts'
import { parseVersion, type Version } from '../../src/diff/version.ts'
import { readBuilt } from './read.ts'

const old = `extends: http
docs: https://docs.example/{code}
codes:
  locked: { status: 423, message: Locked., headers: { X-Plan: pro } }
  gone: { status: 410, message: Gone. }
  was: { status: 404, message: Was. }
  late: { status: 408, message: Late., deprecated: Too vague., replacedBy: locked }
  stale: { status: 409, message: Stale. }
  hidden: { status: 409, message: Hidden., public: false }
  secret: { status: 409, message: Secret., public: false }
`
const next = `extends: http
docs: https://docs.example/{code}
diff:
  allow:
    - { rule: code-removed, codes: [gone, gnoe], reason: "No client <uses> it." }
    - { rule: map-moved, reason: None. }
    - { rule: text-changed, codes: [lockd], reason: None. }
codes:
  locked: { status: 409, message: Locked *now*. }
  new:
    status: 404
    message: New.
    aliases: [was]
  stale: { status: 409, message: Stale., deprecated: Use a newer one., replacedBy: new }
  other: { status: 409, message: Other., deprecated: Old. }
  hidden: { status: 400, message: Hidden., public: false }
`

const markdownOf = (comparison: Comparison) => toMarkdown(comparison, judge(comparison, 'breaking'))

async function compared (one: string, other: string): Promise<Comparison & { readonly folder: string }> {
  const folder = t.testdir({ 'old.yaml': one, 'new.yaml': other })
  return { ...await compare(await readBuilt(`${folder}/old.yaml`), await readBuilt(`${folder}/new.yaml`), 'wire'), folder: `${folder}/` }
}

t.test('the changes as text, the most dangerous first, each with both positions', async t => {
  const comparison = await compared(old, next)
  const text = toText(comparison).replaceAll(comparison.folder, '')
  t.match(text, 'breaking  status-changed  locked (423 → 409)\n          old.yaml:4:13 → new.yaml:9:13\n          Clients, proxies and retries decide by status.\n')
  t.match(text, '\napproved  code-removed  gone\n          old.yaml:5:3 → new.yaml:8:1\n          Approved breaking change: No client <uses> it.\n')
  t.match(text, /\n\nrequires: major\ncompared 36 with 34 codes by \d+ rules: 5 breaking changes, 1 risky change, 3 safe changes, 2 text changes, 1 approved\n$/)
  t.same([...text.matchAll(/^\S+/gm)].map(([word]) => word).filter((word, index, all) => word !== all[index - 1]), ['breaking', 'risky', 'safe', 'text', 'approved', 'requires:', 'compared'])
  t.match(toText(await compared(old, old)), /^requires: nothing\ncompared 36 with 36 codes by \d+ rules: 0 breaking changes, 0 risky changes, 0 safe changes, 0 text changes\n$/)
})

t.test('approvals without a change are reported with their positions', async t => {
  const { unused, folder } = await compared(old, next)
  t.same(unused.map(({ message, place: { file, line, column } }) => [message, `${file.replace(folder, '')}:${line}:${column}`]), [
    ['the approval of code-removed approves no change of "gnoe": remove it (did you mean "gone"?)', 'new.yaml:5:43'],
    ['the approval of map-moved approves no change: remove it', 'new.yaml:6:7'],
    ['the approval of text-changed approves no change: remove it (did you mean "locked"?)', 'new.yaml:7:7']
  ])
})

t.test('an approved change does not fail, an approval of another rule or code changes nothing', async t => {
  const { changes } = await compared(old, next)
  t.same(changes.filter(change => fails(change, 'breaking')).map(({ fingerprint }) => fingerprint), ['status-changed:locked:', 'header-removed:locked:x-plan', 'code-renamed:was:', 'status-changed:hidden:', 'code-removed:secret:'])
  const all = await compared(old, next.replace('codes: [gone, gnoe], ', ''))
  t.same(all.changes.filter(({ approved }) => approved !== undefined).map(({ code }) => code), ['gone', 'secret'])
  const top = await compared('extends: http\n', 'extends: http\ndocs: /e/{code}\ndiff: { allow: [{ rule: page-added, reason: R. }, { rule: page-added, reason: Second. }] }\n')
  t.same(top.changes.map(({ approved }) => approved), ['R.'])
  t.equal(top.unused.length, 1)
})

t.test('the changes as Markdown of a pull request', async t => {
  const text = markdownOf(await compared(old, next))
  t.match(text, /^## Breaking changes\n\n- `locked` \(`423` → `409`\): status-changed, line 9\. Clients, proxies and retries decide by status\.\n/)
  t.match(text, '- `gone`: code-removed, line 8. Approved: No client \\<uses> it.\n')
  t.match(text, /\n## Risky changes\n[^]+\n## Safe changes\n[^]+\n## Texts\n[^]+\n\nRequires a major version\.\n$/)
  t.match(markdownOf(await compared('extends: http\n', 'extends: http\nnegotiate: true\n')), '- The catalog: negotiation-added, line 2.')
  t.match(markdownOf(await compared('extends: http\n', 'extends: http\ndocs: /e/{code}\n')), '- `docs` (`/e/{code}`): page-added, line 2.')
  t.equal(markdownOf(await compared(old, old)), 'No changes.\n')
})

t.test('the changes as annotations of GitHub on lines of the new catalog', async t => {
  const { folder, ...comparison } = await compared(old, next)
  const text = toGithub(comparison, judge(comparison, 'breaking')).replaceAll(folder, '')
  t.match(text, '::error file=new.yaml,line=9,col=13,title=status-changed::locked (423 → 409). Clients, proxies and retries decide by status.\n')
  t.match(text, '::notice file=new.yaml,line=8,col=1,title=code-removed::gone. Approved: No client <uses> it.\n')
  t.match(text, '::warning file=new.yaml,line=6,col=7,title=unused approval::the approval of map-moved approves no change: remove it\n')
  t.notMatch(text, 'text-changed::')
  const [change] = comparison.changes
  const hostile = { ...change, subject: 'a%b\nc', places: { old: { file: 'a' }, new: { file: 'a,b:c%.yaml' } } } as Comparison['changes'][number]
  t.match(toGithub({ ...comparison, changes: [hostile], unused: [] }, judge(comparison, 'breaking')), /^::error file=a%2Cb%3Ac%25\.yaml,title=status-changed::locked a%25b\\nc \(423 → 409\)\. .+\n$/)
})

t.test('the changes as JUnit: a case for each change and for each rule without one', async t => {
  const comparison = await compared(old, next)
  const text = toJunit(comparison, judge(comparison, 'breaking')).replaceAll(comparison.folder, '')
  const [, tests, failures] = /<testsuite name="error-catalog diff" tests="(\d+)" failures="(\d+)" errors="0" skipped="0">/.exec(text) ?? []
  t.equal(text.match(/<testcase /g)?.length, Number(tests))
  t.equal(text.match(/<failure /g)?.length, Number(failures))
  t.equal(failures, '5')
  t.match(text, '    <testcase classname="status-changed" name="locked (423 → 409)"><failure type="breaking" message="Clients, proxies and retries decide by status.">old.yaml:4:13 → new.yaml:9:13\nClients, proxies and retries decide by status.</failure></testcase>\n')
  t.match(text, '\nApproved: No client &#60;uses&#62; it.</system-out></testcase>\n')
  t.match(text, '    <testcase classname="map-moved" name="no change"/>\n')
  const [change] = comparison.changes
  const hostile = { ...change, subject: '\u0000\uFFFE"&\'' } as Comparison['changes'][number]
  t.match(toJunit({ ...comparison, changes: [hostile] }, judge(comparison, 'breaking')), ' name="locked \\u0000?&#34;&#38;&#39; (423 → 409)"')
})

t.test('all formats say whether the versions refuse the changes', async t => {
  const comparison = await compared(old, next)
  const step = (from: string, to: string) => judge(comparison, 'breaking', [from, to].map(parseVersion) as [Version, Version])
  const [less, enough] = [step('1.0.0', '1.1.0'), step('v1.0.0', '2.0.0-rc.1')]
  t.match([less, enough], [{ isRefused: true, reason: 'the changes require a major version, but 1.0.0 → 1.1.0 is less' }, { isRefused: false, reason: undefined }])
  t.match(toMarkdown(comparison, less), /\nRequires a major version\. 1\.0\.0 → 1\.1\.0 is less\.\n$/)
  t.match(toMarkdown(comparison, enough), /\nRequires a major version\. 1\.0\.0 → 2\.0\.0-rc\.1 is enough\.\n$/)
  t.match(toGithub(comparison, less), /^::error title=version::the changes require a major version, but 1\.0\.0 → 1\.1\.0 is less\n::warning .+title=status-changed::/)
  t.match(toGithub(comparison, enough), /^::warning .+title=status-changed::/)
  t.notMatch(toGithub(comparison, enough), '::error')
  t.match(toJunit(comparison, less), / failures="1" errors="0"[^]+<testcase classname="version" name="1\.0\.0 → 1\.1\.0"><failure type="version" message="the changes require a major version, but 1\.0\.0 → 1\.1\.0 is less"\/><\/testcase>\n/)
  t.match(toJunit(comparison, enough), / failures="0" errors="0"[^]+<testcase classname="version" name="1\.0\.0 → 2\.0\.0-rc\.1"><\/testcase>\n/)
  t.notMatch(toJunit(comparison, enough), '<failure')
})

t.test('annotations are errors at the level that fails, texts too', async t => {
  const comparison = await compared(old, next)
  const text = toGithub(comparison, judge(comparison, 'text'))
  t.match(text, /^::error .+title=text-changed::/m)
  t.match(text, /^::notice .+title=code-removed::gone/m, 'an approved change does not fail')
})

t.test('control characters in the reason of an approval are escaped', async t => {
  const reason = (text: string) => next.replace('No client <uses> it.', text)
  t.match(toText(await compared(old, reason('Red \\e[31m.\\nForged line'))), 'Approved breaking change: Red \\u001b[31m.\\nForged line\n')
})

t.test('a release page does not name hidden codes as replacements, new names or targets', async t => {
  const codes = (more: string, roles = '') => `extends: http\n${roles}codes:\n  shown: { status: 409, message: S. }\n${more}`
  const hidden = '  secret: { status: 409, message: S., public: false, aliases: [ALIASES] }\n'
  const changelogOf = async (one: string, other: string) => toChangelog(await compared(one, other), {})
  t.equal(await changelogOf(codes('  was: { status: 409, message: S. }\n'), codes(hidden.replace('ALIASES', 'was'))),
    '## Breaking changes\n\n- `was`: renamed\n\n## Changed\n\n- `was` `public`: page removed. Failures no longer link to a page.\n'.replace(' `public`', ''))
  const own = hidden.replace(', aliases: [ALIASES]', '')
  t.equal(await changelogOf(codes(`  was: { status: 409, message: S., replacedBy: secret }\n${own}`), codes(own)), '## Removed\n\n- `was`: removed\n')
  t.equal(await changelogOf(codes(`  was: { status: 409, message: S. }\n${own}`), codes(`  was: { status: 409, message: S., deprecated: Old., replacedBy: secret }\n${own}`)), '## Deprecated\n\n- `was`: Old.\n')
  t.equal(await changelogOf(codes(own, 'roles: { conflict: shown }\n'), codes(own, 'roles: { conflict: secret }\n')),
    '## Breaking changes\n\n- `shown` `conflict`: role moved. Errors of the framework are sent under another code.\n')
})

t.test('the changes for a release page, without hidden codes and reasons of approvals', async t => {
  const comparison = await compared(old, next)
  t.equal(toChangelog(comparison, { title: '2.0.0' }), `## 2.0.0

### Breaking changes

- [\`locked\`](https://docs.example/locked) (\`423\` → \`409\`): status changed. Clients, proxies and retries decide by status.
- [\`locked\`](https://docs.example/locked) \`x-plan\`: header removed. Clients that read the header find none.
- \`gone\`: code removed. Servers that throw the code send an internal error; clients that handle it no longer receive it.
- \`was\`: renamed to [\`new\`](https://docs.example/new)

### Added

- [\`new\`](https://docs.example/new) (404): New.
- [\`other\`](https://docs.example/other) (409): Other.

### Deprecated

- [\`stale\`](https://docs.example/stale): use [\`new\`](https://docs.example/new). Use a newer one.

### Removed

- \`late\`: removed, use [\`locked\`](https://docs.example/locked)

### Texts

- [\`locked\`](https://docs.example/locked) \`message\` (\`Locked.\` → \`Locked *now*.\`): text changed. Sentences are for people: no client may branch on them.
- \`was\` \`message\` (\`Was.\` → \`New.\`): text changed. Sentences are for people: no client may branch on them.
`)
  t.match(toChangelog(comparison, { docs: 'https://other.example/{code}' }), /^## Breaking changes\n\n- \[`locked`\]\(https:\/\/other\.example\/locked\)/)
  t.match(toChangelog(comparison, { docs: '/errors/{code}' }), /^## Breaking changes\n\n- `locked` \(/, 'a path leads nowhere on a release page')
  t.match(toChangelog(await compared('extends: http\n', 'extends: http\nretryHeader: X-Should-Retry\n'), {}), '## Changed\n\n- `X-Should-Retry`: header added. Clients ignore headers that they do not know.\n')
  const withReason = await compared('extends: http\ncodes: { a: { status: 409, message: A. } }\n', 'extends: http\ncodes: { a: { status: 409, message: A., deprecated: Old. } }\n')
  t.equal(toChangelog(withReason, {}), '## Deprecated\n\n- `a`: Old.\n')
  const plain = await compared('extends: http\ncodes: { a: { status: 409, message: A. } }\n', 'extends: http\ncodes: { a: { status: 409, message: A., deprecated: true } }\n')
  t.equal(toChangelog(plain, {}), '## Deprecated\n\n- `a`\n')
  t.equal(toChangelog(await compared(old, old), {}), 'No changes of error codes.\n')
})

t.test('a position points to the part in the catalog, in a catalog that it extends, or to the name of a package', async t => {
  const folder = t.testdir({
    'base.yaml': 'extends: http\ncodes:\n  based:\n    status: 404\n    message: B.\n    headers: { X-Plan: pro }\n',
    'old.yaml': 'extends: ./base.yaml\ncodes: { own: { status: 404, message: O. } }\n',
    'new.yaml': '# A comment.\n\nextends: ./next.yaml\ncodes: { own: { status: 404, message: O. } }\n',
    'next.yaml': 'extends: http\ncodes:\n  based:\n    status: 410\n    message: B.\n    headers: { x-plan: free }\n',
    'replaced.yaml': 'extends: ./base.yaml\ncodes:\n  based: { status: 404, message: B. }\n',
    'again.yaml': 'extends: ./base.yaml\ncodes:\n  based: { status: 404, message: B., headers: { X-Plan: pro } }\n',
    'kyc.yaml': 'extends: kyc\nrequestId: { header: X-Id }\n',
    'several.yaml': 'catalogs:\n  a: { extends: http }\n  b: { extends: a, negotiate: true }\n'
  })
  const placesOf = async (one: string, other: string) => {
    const { changes } = await compare(await readBuilt(`${folder}/${one}`), await readBuilt(`${folder}/${other}`), 'wire')
    return changes.map(({ rule, places }) => [rule, ...[places.old, places.new].map(({ file, line, column }) => `${file.replace(`${folder}/`, '')}:${line}:${column}`)].join(' '))
  }
  t.same(await placesOf('old.yaml', 'new.yaml'), ['status-changed base.yaml:4:5 next.yaml:4:5', 'header-changed base.yaml:6:16 next.yaml:6:16'])
  t.same(await placesOf('replaced.yaml', 'again.yaml'), ['header-added replaced.yaml:3:3 again.yaml:3:49'], 'a code replaces the inherited one as a whole')
  t.same(await placesOf('several.yaml#a', 'several.yaml#b'), ['negotiation-added several.yaml:2:3 several.yaml:3:20'])
  const renamed = await placesOf('old.yaml', 'kyc.yaml')
  t.ok(renamed.includes('request-id-header-changed base.yaml:1:1 kyc.yaml:2:14'), 'a setting that a file lacks is at the catalog that it extends')
  t.ok(renamed.includes('envelope-changed base.yaml:1:1 kyc.yaml:1:1'))
  const { changes } = await compare(await readBuilt('http'), await readBuilt('kyc'), 'wire')
  t.same(changes.find(({ rule }) => rule === 'envelope-changed')?.places, { old: { file: 'catalog' }, new: { file: 'catalog' } }, 'a shipped catalog has no lines')
  const shipped = await compare(await readBuilt('http'), await readBuilt({ extends: 'http', negotiate: true }), 'wire')
  t.match(toText(shipped), /^safe +negotiation-added +the catalog\n +catalog → catalog\n/)
  t.match(markdownOf(shipped), '- The catalog: negotiation-added. Clients')
})

t.test('the schema of catalogs names the rules, and an unknown rule is reported with the nearest one', async t => {
  t.match(JSON.parse(readFileSync('catalog.schema.json', 'utf8')), { properties: { diff: { properties: { allow: { items: { properties: { rule: { enum: ['code-removed'] } } } } } } } })
  await t.rejects(readBuilt({ extends: 'http', diff: { allow: [{ rule: 'code-remove' as 'code-removed', reason: 'R.' }] } }), /must be the name of a rule of error-catalog diff, got .+code-remove.+ \(did you mean .+code-removed/)
})
