// The parts of ECharts that the interactive charts use, as the global `echarts`.
//
// An option that names a part which is not here is ignored without a word (the complaint exists only in
// a development build). To add a part: import it, list it in `use`, and run `make assets-update`.
// By name: `import *` here would put the whole library into the bundle.
import { connect, dispose, getInstanceByDom, init as initCore, registerTheme, use, version } from 'echarts/core';
import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendPlainComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
// `containLabel`, which go-echarts writes for grids, is a part of its own since ECharts 6.
import { LegacyGridContainLabel } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

use([
  LineChart, BarChart, ScatterChart,
  HeatmapChart, // without visualMap: each cell carries its own itemStyle.color
  GridComponent, LegacyGridContainLabel, LegendPlainComponent, MarkLineComponent, MarkAreaComponent,
  TooltipComponent, AriaComponent,
  SVGRenderer,
]);

// The library's own default language is the browser's; a page has one language for all its readers.
// An option that asks for canvas would find no renderer here, so it is overruled.
function init(dom, theme, options) {
  return initCore(dom, theme, { locale: 'ZH', ...options, renderer: 'svg' });
}

window.echarts = { connect, dispose, getInstanceByDom, init, registerTheme, version };
