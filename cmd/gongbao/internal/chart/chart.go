// Package chart draws figures for pages: the scene as a static SVG that is there without JavaScript, and an ECharts option
// that one static script lays over it for pointing and reading. It alone knows go-echarts.
package chart
