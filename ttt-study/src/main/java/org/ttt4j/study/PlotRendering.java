package org.ttt4j.study;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Turns charts into SVG and PNG. Needs no display, only a font. Thread-safe. */
final class PlotRendering {

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final int DIGITS = 2; // hundredths of a pixel
    private static final int PIXELS = 2; // per unit of length in a PNG file: readable in print

    private static final Set<String> LABELS =
            Set.of(css(ReportPalette.color("ink")), css(ReportPalette.color("quiet")));

    private PlotRendering() {}

    /** Why no chart can be drawn here, if so: a Java runtime for servers may come without fonts. */
    static Optional<String> problem() {
        try {
            new TextLayout("0", new Font(Font.SANS_SERIF, Font.PLAIN, 12), new FontRenderContext(null, true, false))
                    .getBounds();
            return Optional.empty();
        } catch (RuntimeException | InternalError | LinkageError noFonts) {
            return Optional.of("found no font that this Java runtime can use (" + noFonts
                    + "), wanted one: on Debian install fontconfig and fonts-dejavu-core");
        }
    }

    /** A file of its own, on white. */
    static String svg(Plot plot) {
        return draw(plot, Plot.Size.FILE);
    }

    /** An element of a page, in the colours of its style sheet. */
    static String inline(Plot plot, Plot.Size size) {
        String element = draw(plot, size);
        // Names hold for the whole page, which has several drawings.
        String own = plot.name() + "-" + size.name().toLowerCase(Locale.ROOT) + "-";
        return ReportPalette.toVariables(
                element.replaceAll("\\bid=\"", "id=\"" + own).replace("url(#", "url(#" + own));
    }

    private static String draw(Plot plot, Plot.Size size) {
        Chart<?, ?> chart = plot.drawing().apply(size);
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(emptyDocument());
        context.setComment("");
        context.setPrecision(DIGITS);
        SVGGraphics2D graphics = new SVGGraphics2D(context, false);
        graphics.setSVGCanvasSize(new Dimension(chart.getWidth(), chart.getHeight()));
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        Element root = graphics.getRoot();
        root.setAttribute("viewBox", "0 0 " + chart.getWidth() + " " + chart.getHeight());
        root.setAttribute("role", "img");
        root.setAttribute("aria-label", plot.title());
        markLabels(root, "");
        StringWriter text = new StringWriter();
        try {
            graphics.stream(root, text, false, false);
        } catch (SVGGraphics2DIOException e) {
            throw new UncheckedIOException(plot.name() + " cannot be drawn", e);
        }
        // Without the declaration of a document type, which some programs would fetch.
        String document = text.toString();
        return document.substring(document.indexOf("<svg"));
    }

    /** Text is drawn as shapes, in colours that nothing else is filled with: tells them from the rest. */
    private static void markLabels(Element element, String inherited) {
        String fill = element.hasAttribute("fill") ? element.getAttribute("fill") : inherited;
        if (element.getTagName().equals("path") && LABELS.contains(fill)) {
            element.setAttribute("class", "label");
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                markLabels(inner, fill);
            }
        }
    }

    private static String css(Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java runtime cannot make an XML document", e);
        }
    }

    /** A file of its own, on white. */
    static byte[] png(Plot plot) {
        Chart<?, ?> chart = plot.drawing().apply(Plot.Size.FILE);
        BufferedImage image =
                new BufferedImage(PIXELS * chart.getWidth(), PIXELS * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(PIXELS, PIXELS);
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory: what ImageIO makes of a plain stream is a temporary file.
        try (MemoryCacheImageOutputStream png = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(plot.name() + " cannot be written as PNG", e);
        }
        return bytes.toByteArray();
    }
}
