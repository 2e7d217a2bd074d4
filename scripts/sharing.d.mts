import type { BuildOptions } from 'esbuild';

export function sharing(options: BuildOptions): BuildOptions;
