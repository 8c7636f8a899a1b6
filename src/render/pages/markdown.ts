import type { BlockContent, ListItem, PhrasingContent, RootContent } from 'mdast'
import { toMarkdown } from 'mdast-util-to-markdown'

// Names of Markdown's nodes. The library escapes characters that have a meaning in Markdown or HTML.

export const text = (value: string): PhrasingContent => ({ type: 'text', value })
export const code = (value: string): PhrasingContent => ({ type: 'inlineCode', value })
export const strong = (value: string): PhrasingContent => ({ type: 'strong', children: [text(value)] })
export const link = (url: string, ...children: PhrasingContent[]): PhrasingContent =>
  ({ type: 'link', url, children: children as [] })
export const paragraph = (...children: PhrasingContent[]): BlockContent => ({ type: 'paragraph', children })
export const heading = (depth: 1 | 2 | 3, ...children: PhrasingContent[]): BlockContent => ({ type: 'heading', depth, children })
export const block = (lang: string, value: string): BlockContent => ({ type: 'code', lang, value })
export const list = (...items: ReadonlyArray<readonly PhrasingContent[]>): BlockContent => ({
  type: 'list', spread: false, children: items.map(toItem)
})

function toItem (children: readonly PhrasingContent[]): ListItem {
  return { type: 'listItem', spread: false, children: [paragraph(...children)] }
}

export function toText (children: readonly RootContent[]): string {
  return toMarkdown({ type: 'root', children: [...children] }, { bullet: '-', emphasis: '_', fences: true })
}
