package org.ttt4j.app;

import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code ttt config}. Confined to one thread. */
@Command(
        name = "config",
        description = {
            "Print the resolved configuration and where each value comes from.",
            "Weakest first: defaults of the modules, --config FILE, environment variables such as"
                    + " CONFIG_FORCE_ttt_index_use (_ is a dot, __ a dash, ___ an underscore), system properties such as"
                    + " -Dttt.index.use=exact, --set."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt config",
            "  ttt config --set ttt.selector.use=nn --json",
            "  CONFIG_FORCE_ttt_corpus_on__bad__line=fail ttt config --config my.conf"
        })
final class ConfigCommand implements Runnable {

    private final Invocation invocation;

    ConfigCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        SortedMap<String, ConfigValue> entries = invocation.configuration().entries();
        SortedMap<String, Entry> values = new TreeMap<>();
        entries.forEach((key, value) ->
                values.put(key, new Entry(value.unwrapped(), value.origin().description())));
        invocation.print(Map.of("config", values), () -> table(entries));
    }

    private static String table(SortedMap<String, ConfigValue> entries) {
        TextTable table = new TextTable("lll").row("KEY", "VALUE", "ORIGIN");
        entries.forEach((key, value) ->
                table.row(key, Configuration.text(value), value.origin().description()));
        return table.render();
    }

    /** One value as JSON has it. */
    record Entry(Object value, String origin) {}
}
