// Package acceptance holds no code of gongbao. Its tests build whole sites with the real command, this repository's plan
// and plans of other shapes, and look at them as readers and third-party checkers do: in Chromium on phones, in the dark, on
// paper, by keyboard and without scripts; with axe, the Nu HTML checker and Lighthouse; and with the published tables
// beside the pages, number by number.
//
// The checkers come from npm, pinned by checkers/package-lock.json (make checkers); Chromium and Java from the system
// (make tools). A test whose program is missing skips, unless GONGBAO_NEED_TOOLS=1 says that nothing may be left out.
package acceptance
