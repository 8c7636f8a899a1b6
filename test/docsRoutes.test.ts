import { testPage } from './docsBlocks.ts'

testPage('routes.md', 2)
