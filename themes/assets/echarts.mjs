// The parts of ECharts that the interactive charts use, as the global `echarts`.
//
// An option that names a part which is not here is ignored without a word (the complaint exists only in
// a development build). To add a part: import it, list it in `use`, and run `make assets-update`.
// By name: `import *` here would put the whole library into the bundle.
//
// The static drawing is what one sees; the layer over it needs scales, a pointer, a tip and lines, for rows of bars too.
import { init as initCore, use, version } from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, TooltipComponent, SVGRenderer]);

// The library's own default language is the browser's; a page has one language for all its readers.
// An option that asks for canvas would find no renderer here, so it is overruled.
function init(dom, theme, options) {
  return initCore(dom, theme, { locale: 'ZH', ...options, renderer: 'svg' });
}

window.echarts = { init, version };
