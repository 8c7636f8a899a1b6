import { testPage } from './docsBlocks.ts'

testPage('guides/plugins.md', 14)
