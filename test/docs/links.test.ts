import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { pages, proseOf, root } from './pages.ts'

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf (page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-'))
}

t.test('every relative link of every page leads to a file, every anchor to a heading', async t => {
  t.ok(pages.length > 30)
  for (const page of pages) {
    for (const [, path = '', anchor] of proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)/g)) {
      const target = path === '' ? page : join(dirname(page), path)
      t.ok(existsSync(join(root, target)), `${page} links to ${path}`)
      if (anchor !== undefined && target.endsWith('.md')) t.ok(anchorsOf(target).includes(anchor), `${page} links to ${path}#${anchor}`)
    }
  }
})

t.test('docs/README.md lists every page', async t => {
  const linked = [...proseOf('docs/README.md').matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => join('docs', path))
  for (const page of pages.filter(page => page.startsWith('docs/') && page !== 'docs/README.md')) {
    t.ok(linked.some(link => link === page || (link.endsWith('/') && page.startsWith(link))), page)
  }
})
