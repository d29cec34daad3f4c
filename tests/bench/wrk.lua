-- wrk -s wrk.lua: end with what was found, as one line of JSON; times are in us.
done = function(summary, latency)
	local errors = summary.errors
	print(string.format('{"per_second": %.1f, "p50_us": %d, "p99_us": %d, "failed": %d}',
		summary.requests / summary.duration * 1e6,
		latency:percentile(50), latency:percentile(99),
		errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
