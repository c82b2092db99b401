// Any of the files of texts that the build writes.

import type { TextFile } from './texts.ts';

declare const file: TextFile;
export default file;
