// Fills dist/: the ECharts bundle, the fonts of the bulletins, and their licences. `make assets` runs this
// after `npm ci` and compares the result with assets.sha256, so nothing here may depend on the machine,
// the clock or the installed Node.
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const modules = join(here, 'node_modules');

// Bytes of echarts.js as a server sends it. A phone on a slow line waits for every one of them: raise the
// limit knowingly, when a new part of ECharts is worth it. (Lines alone are 174 KB, the bars' own series 8 KB more.)
const bundleLimit = 180_000;

const fonts = {
  'NotoSansSC-Regular.ttf': '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  'NotoSansSC-Bold.ttf': '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  'NotoSerifSC-Regular.ttf': '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  'NotoSerifSC-Bold.ttf': '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
};

// zrender and tslib are inside the bundle, d3's number formatting inside ECharts.
const licenses = {
  'echarts-LICENSE.txt': 'echarts/LICENSE',
  'echarts-NOTICE.txt': 'echarts/NOTICE',
  'echarts-LICENSE-d3.txt': 'echarts/licenses/LICENSE-d3',
  'zrender-LICENSE.txt': 'zrender/LICENSE',
  'tslib-LICENSE.txt': 'tslib/LICENSE.txt',
  'NotoSansSC-OFL.txt': '@expo-google-fonts/noto-sans-sc/LICENSE_FONT',
  'NotoSerifSC-OFL.txt': '@expo-google-fonts/noto-serif-sc/LICENSE_FONT',
};

async function bundle() {
  const { version } = JSON.parse(await readFile(join(modules, 'echarts/package.json'), 'utf8'));
  const outfile = join(dist, 'echarts.js');
  await build({
    absWorkingDir: here,
    entryPoints: ['echarts.mjs'],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2018',
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none', // the banner and licenses/ say it once, for all files
    banner: { js: `/*! Apache ECharts ${version} (Apache-2.0), with zrender (BSD-3-Clause) and tslib (0BSD): see licenses/ */` },
    logLevel: 'warning',
  });
  const size = gzipSync(await readFile(outfile), { level: 9 }).length;
  if (size > bundleLimit) {
    throw new Error(`echarts.js 压缩后 ${size} 字节，超过上限 ${bundleLimit} 字节：请在 echarts.mjs 中去掉用不到的部件`);
  }
}

// copyFonts refuses what the PDF writer cannot embed: OpenType with CFF outlines ("OTTO") and collections.
async function copyFonts() {
  await mkdir(join(dist, 'fonts'), { recursive: true });
  for (const [name, source] of Object.entries(fonts)) {
    const file = join(modules, source);
    const tag = (await readFile(file)).readUInt32BE(0);
    if (tag !== 0x00010000) {
      throw new Error(`${source} 不是 TrueType 轮廓字体（sfnt 0x${tag.toString(16)}），PDF 无法嵌入`);
    }
    await copyFile(file, join(dist, 'fonts', name));
  }
}

async function copyLicenses() {
  await mkdir(join(dist, 'licenses'), { recursive: true });
  for (const [name, source] of Object.entries(licenses)) {
    await copyFile(join(modules, source), join(dist, 'licenses', name));
  }
}

// Leftovers of an earlier version would be embedded too; dist/README is tracked and stays.
for (const name of ['echarts.js', 'fonts', 'licenses']) {
  await rm(join(dist, name), { recursive: true, force: true });
}
await bundle();
await copyFonts();
await copyLicenses();
