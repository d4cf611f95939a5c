// Stands in for every style sheet: a CSS module's class is its own name.
export default new Proxy<Record<string, string>>({}, { get: (_, name) => String(name) });
