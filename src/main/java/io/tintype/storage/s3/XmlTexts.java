package io.tintype.storage.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What S3 writes in XML: the name of the outermost element, and the texts of those that have nothing but text, by the
 * elements' names and in their order.
 */
record XmlTexts(String root, Map<String, List<String>> texts) {

    /** @throws SdkClientException if it is no well-formed XML */
    static XmlTexts read(byte[] content) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            return read(reader);
        } catch (XMLStreamException
                | MissingResourceException e) { // the executable lacks the parser's words for a fault
            throw SdkClientException.create("S3's answer is no well-formed XML", e);
        }
    }

    private static XmlTexts read(XMLStreamReader reader) throws XMLStreamException {
        String root = "";
        Map<String, List<String>> texts = new HashMap<>();
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    root = root.isEmpty() ? reader.getLocalName() : root;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                case XMLStreamConstants.END_ELEMENT -> {
                    texts.computeIfAbsent(reader.getLocalName(), name -> new ArrayList<>())
                            .add(text.toString());
                    text.setLength(0);
                }
                default -> {
                    // comments and the like
                }
            }
        }
        return new XmlTexts(root, texts);
    }

    /** The first text of elements of that name, or an empty one. */
    String first(String name) {
        return all(name).isEmpty() ? "" : all(name).getFirst();
    }

    List<String> all(String name) {
        return texts.getOrDefault(name, List.of());
    }
}
