/** The forms of a page. */
export const formats = ['html', 'json', 'md'] as const
export type Format = typeof formats[number]

/** The links of one page to the others, relative to it: they hold behind any proxy, and in files. */
export interface Address {
  readonly index: (format: Format) => string
  readonly page: (code: string, format: Format) => string
  /** The stylesheet, the script or llms.txt. */
  readonly file: (name: string) => string
}

/**
 * The address of pages that a server sends: the index at `/errors` and the page of a code at `/errors/CODE`.
 *
 * `lang` is kept from page to page where a reader has chosen one.
 */
export function serverAddress (mount: string, from: 'index' | 'page', lang?: string): Address {
  const name = mount.slice(mount.lastIndexOf('/') + 1)
  const [up, down] = from === 'index' ? ['', `${name}/`] : ['../', '']
  const query = lang === undefined ? '' : `?lang=${encodeURIComponent(lang)}`
  const suffix = (format: Format) => format === 'html' ? '' : `.${format}`
  return {
    index: format => `${up}${name}${suffix(format)}${query}`,
    page: (code, format) => `${down}${encodeURIComponent(code)}${suffix(format)}${query}`,
    file: name => `${down}${name}`
  }
}

/** The address of pages in one folder. A file name holds a code as a URL does, since a code may have a slash in it. */
export const fileAddress: Address = {
  index: format => `index.${format}`,
  page: (code, format) => encodeURIComponent(fileName(code, format)),
  file: name => name
}

export function fileName (code: string, format: Format): string {
  return `${encodeURIComponent(code)}.${format}`
}
