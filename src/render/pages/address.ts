/** The formats of a page. */
export const formats = ['html', 'json', 'md'] as const
export type Format = typeof formats[number]

/** The links of one page to the others. They are relative, so that they work behind any proxy, and in files. */
export interface Address {
  readonly index: (format: Format) => string
  readonly page: (code: string, format: Format) => string
  /** The stylesheet, the script or llms.txt. */
  readonly file: (name: string) => string
}

/**
 * The address of a page on a server: the index at `/errors` and the page of a code at `/errors/CODE`.
 *
 * If a reader has chosen a language, all links keep `lang`.
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

/** The address of pages in one folder. A file name encodes the code like a URL, since a code may contain a slash. */
export const fileAddress: Address = {
  index: format => `index.${format}`,
  page: (code, format) => encodeURIComponent(fileName(code, format)),
  file: name => name
}

export function fileName (code: string, format: Format): string {
  return `${encodeURIComponent(code)}.${format}`
}
