// Package chart draws figures for pages: the scene as a static SVG that is there without JavaScript, and the figure as
// an ECharts option, which one static script draws over it. It alone knows go-echarts.
package chart
