import t from 'tap'
import { testPage } from './docsBlocks.ts'
import { docOf } from './docsServe.ts'

testPage('plugins.md', 14)

t.test('every link of the pages leads to a heading', async t => {
  for (const page of ['plugins.md', 'migrate.md', 'failures.md']) {
    const anchors = [...docOf(page).matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-'))
    for (const [, anchor = ''] of docOf(page).matchAll(/\]\(#(.+?)\)/g)) t.ok(anchors.includes(anchor), `${page}#${anchor}`)
    for (const [, file = ''] of docOf(page).matchAll(/\]\((\w+\.md)\)/g)) t.ok(docOf(file), file)
  }
})
