// What the measured work does not need is off: Markdown, collections, a log line for every page.
export default function (config) {
	config.setQuietMode(true);
	config.setTemplateFormats(["11ty.js"]);
	return { dir: { input: "site", output: process.env.OUTPUT, data: "_data" }, markdownTemplateEngine: false, htmlTemplateEngine: false };
}
